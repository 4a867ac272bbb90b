package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.daemon.Daemon;
import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.kafka.ClientKind;
import dev.fraudpipeline.common.kafka.Topics;
import dev.fraudpipeline.common.log.Logging;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.settings.CommandLineInterface;
import dev.fraudpipeline.common.settings.Settings;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The producer: reads its settings, builds its few objects, and runs. */
public final class Main {
  static final String NAME = "producer";

  private Main() {}

  public static void main(String[] args) {
    Logging.setUp();
    int status =
        new CommandLineInterface(
                NAME,
                "Polls the payments API and writes each payment to topic_1.",
                ProducerSettings.ALL,
                System.getenv())
            .run(args, settings -> run(settings, new StopSignal()));
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs until the signal is raised, and gives the process's status. */
  static int run(Settings settings, StopSignal stop) {
    ProducerConfig config = ProducerConfig.from(settings);
    Logger log = LoggerFactory.getLogger(Main.class);
    config.kafka().logWarnings(log);
    log.info("producer starts: {}", config);

    Clock clock = Clock.systemUTC();
    ApiClient api =
        new ApiClient(config.apiUrl(), config.apiTimeout(), config.maxBody(), clock, stop);
    Poller poller = new Poller(api, config.pollInterval(), stop);
    Topics topics = new Topics(config.kafka(), config.topicPartitions(), stop);
    RejectedRecords rejected = new RejectedRecords(config.topic1(), NAME, clock);
    Unacknowledged unacknowledged = new Unacknowledged();

    int status =
        new Daemon(NAME, stop)
            .run(
                () ->
                    new ProducerSession(
                        topics,
                        poller,
                        new TopicWriter(
                            new KafkaProducer<>(
                                config
                                    .kafka()
                                    .configuration(
                                        ClientKind.PRODUCER,
                                        Map.of("client.id", NAME),
                                        TopicWriter.REQUIRED)),
                            unacknowledged,
                            rejected),
                        config.topic1(),
                        rejected,
                        stop));
    if (unacknowledged.size() > 0) {
      log.error(
          "stopped with {} records that Kafka never acknowledged: they are lost",
          unacknowledged.size());
    }
    return status;
  }
}
