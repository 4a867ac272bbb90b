package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.log.LoggingSetup;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.producer.command.ProducerCommands;
import dev.fraudpipeline.producer.delivery.DeliverySummary;
import dev.fraudpipeline.producer.delivery.KafkaRefusal;
import dev.fraudpipeline.producer.delivery.RecordFactory;
import dev.fraudpipeline.producer.delivery.RecordSender;
import dev.fraudpipeline.producer.delivery.ShutdownDeadline;
import dev.fraudpipeline.producer.delivery.StallDetector;
import dev.fraudpipeline.producer.delivery.UnsentAnswers;
import dev.fraudpipeline.producer.delivery.WakeUpSignal;
import dev.fraudpipeline.producer.delivery.WindowedProducer;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournalInUseException;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import dev.fraudpipeline.producer.poll.ApiMetrics;
import dev.fraudpipeline.producer.poll.JournalLeftovers;
import dev.fraudpipeline.producer.poll.PaymentsApiClient;
import dev.fraudpipeline.producer.poll.PaymentsPoller;
import dev.fraudpipeline.producer.poll.PollThread;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The producer: reads its settings, builds its few objects, and runs. */
public final class Main {
  public static final String NAME = "producer";

  /** Beyond this a Kafka client is suspected, and not only Kafka. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  /** So long nothing of what an earlier run left is acknowledged before polling goes on. */
  private static final Duration KAFKA_IS_AWAY = Duration.ofSeconds(10);

  private Main() {}

  public static void main(String[] args) {
    LoggingSetup.setUp();
    int status =
        ProducerCommands.addTo(
                new DaemonCommandLine(
                    NAME,
                    "Polls the payments API and writes each payment to topic_1.",
                    ProducerSettings.ALL,
                    System.getenv()),
                System.out,
                System.err)
            .run(args, settings -> run(settings, new StopSignal()));
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs until the signal is raised, and gives the process's status. */
  static int run(Options settings, StopSignal stop) {
    return run(settings, stop, KAFKA_IS_AWAY);
  }

  /** For tests, which may run on a machine where Kafka takes longer. */
  static int run(Options settings, StopSignal stop, Duration kafkaIsAway) {
    ProducerConfig config = ProducerConfig.from(settings);
    Logger log = LoggerFactory.getLogger(Main.class);
    config.kafka().logWarnings(log);
    try (Monitoring monitoring = Monitoring.start(NAME, config.metrics());
        Journal journal = Journal.open(config.journal())) {
      log.info("producer starts: {}", config);
      if (journal.waiting() > 0) {
        log.info(
            "the journal holds {} answers of an earlier run: they go first", journal.waiting());
      }
      return run(config, journal, monitoring, stop, kafkaIsAway);
    } catch (JournalInUseException e) {
      log.error("{}", e.getMessage());
      return DaemonRunner.EXIT_FAILURE;
    } catch (IOException e) {
      log.error(
          "the journal {} cannot be used: {}. PRODUCER_JOURNAL (--journal) must name a folder on a"
              + " disk that works",
          config.journal(),
          LogText.cause(e));
      return DaemonRunner.EXIT_FAILURE;
    }
  }

  private static int run(
      ProducerConfig config,
      Journal journal,
      Monitoring monitoring,
      StopSignal stop,
      Duration kafkaIsAway) {
    Clock clock = Clock.systemUTC();
    KafkaClients kafka = new KafkaClients(config.kafka());
    ProducerMetrics metrics = new ProducerMetrics(monitoring, journal, clock);
    monitoring.watch(
        ProducerMetrics.KAFKA,
        () -> new TopicReachability(kafka, config.topic1(), Optional.empty()));
    WakeUpSignal wake = new WakeUpSignal();
    PaymentsApiClient api =
        new PaymentsApiClient(config.apiUrl(), config.apiTimeout(), config.maxBody(), clock, stop);
    PollThread pollLoop =
        new PollThread(
            new JournalLeftovers(journal, kafkaIsAway, stop),
            new PaymentsPoller(api, config.pollInterval(), new ApiMetrics(monitoring, clock), stop),
            journal,
            config.maxBody(),
            metrics,
            wake,
            stop);
    Thread polling = new Thread(pollLoop, NAME + "-polling");
    ShutdownDeadline ending = new ShutdownDeadline(stop, polling, wake);

    TopicCreator topics = new TopicCreator(kafka, config.topicPartitions(), stop);
    RejectedRecords rejected = new RejectedRecords(config.topic1(), NAME, clock);
    RecordFactory parcels =
        new RecordFactory(config.topic1(), rejected, new OversizedRecords(config.journal()));
    UnsentAnswers backlog = new UnsentAnswers(journal, metrics);
    DeliverySummary tally = new DeliverySummary();
    KafkaRefusal health = new KafkaRefusal(metrics.kafka(), stop);
    StallDetector patience =
        new StallDetector(() -> TopicReachability.answers(kafka, config.topic1()), SILENCE);
    Supplier<WindowedProducer> writers =
        () ->
            new WindowedProducer(
                kafka.idempotentProducer(Map.of("client.id", NAME), WindowedProducer.REQUIRED),
                wake);
    Supplier<DaemonRunner.Session> sessions =
        () ->
            new ProducerSession(
                topics,
                config.topic1(),
                backlog,
                parcels,
                new RecordSender(
                    writers.get(), parcels, backlog, health, patience, ending, metrics, wake),
                health,
                tally,
                metrics,
                ending);

    metrics.polls(polling);
    StopSignal.Subscription unused = stop.onRaise(() -> metrics.pollsNoMore(polling));
    polling.start();
    int status;
    try {
      status = new DaemonRunner(NAME, stop, metrics.clients()).run(sessions);
    } finally {
      stop.raise();
      awaitEnd(polling);
    }
    if (journal.waiting() > 0) {
      LoggerFactory.getLogger(Main.class)
          .warn(
              "stopped with {} answers that Kafka has not acknowledged: they stay in the journal,"
                  + " and go first at the next start",
              journal.waiting());
    }
    return pollLoop.hasCrashed() ? DaemonRunner.EXIT_FAILURE : status;
  }

  /** Its poll is cut short by the stop signal. */
  private static void awaitEnd(Thread polling) {
    try {
      polling.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
