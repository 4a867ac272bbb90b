package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.producer.delivery.DeliveryMetrics;
import dev.fraudpipeline.producer.delivery.RecordFactory;
import dev.fraudpipeline.producer.delivery.RecordSender;
import dev.fraudpipeline.producer.delivery.ShutdownDeadline;
import dev.fraudpipeline.producer.delivery.StallDetector;
import dev.fraudpipeline.producer.delivery.UnsentAnswers;
import dev.fraudpipeline.producer.delivery.WindowedProducer;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournalInUseException;
import dev.fraudpipeline.producer.journal.JournalMetrics;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import dev.fraudpipeline.producer.poll.ApiMetrics;
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

/** Puts the producer together, and runs it. */
final class Producer {
  static final String NAME = "producer";

  /** Beyond this a Kafka client is suspected, and not only Kafka. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  /** So long nothing of what an earlier run left is acknowledged before polling goes on. */
  private static final Duration KAFKA_IS_AWAY = Duration.ofSeconds(10);

  /** Named as ever: operators find the start of a process by it. */
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Producer() {}

  /** Runs until the signal is raised, and gives the process's status. */
  static int run(ProducerConfig config, StopSignal stop) {
    return run(config, stop, KAFKA_IS_AWAY);
  }

  /** For tests, which may run on a machine where Kafka takes longer. */
  static int run(ProducerConfig config, StopSignal stop, Duration kafkaIsAway) {
    config.kafka().logWarnings(log);
    try (Monitoring monitoring = Monitoring.start(NAME, config.metrics());
        Journal journal = Journal.open(config.get(ProducerConfig.JOURNAL))) {
      log.info("{} starts: {}", NAME, config);
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
          config.get(ProducerConfig.JOURNAL),
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
    String topic1 = config.get(KafkaOptions.TOPIC_1);
    long maxBody = config.get(ProducerConfig.API_MAX_BODY);
    KafkaClients kafka = new KafkaClients(config.kafka());
    DeliveryMetrics metrics = new DeliveryMetrics(monitoring, NAME, clock);
    JournalMetrics journalMetrics = new JournalMetrics(monitoring, journal, clock);
    monitoring.watch(
        DeliveryMetrics.KAFKA, () -> new TopicReachability(kafka, topic1, Optional.empty()));

    UnsentAnswers unsent = new UnsentAnswers(journal, metrics, journalMetrics);
    PaymentsApiClient api =
        new PaymentsApiClient(
            config.get(ProducerConfig.API_URL),
            config.get(ProducerConfig.API_TIMEOUT),
            maxBody,
            clock,
            stop);
    PaymentsPoller poller =
        new PaymentsPoller(
            api, config.get(ProducerConfig.POLL_INTERVAL), new ApiMetrics(monitoring, clock), stop);
    PollThread pollThread =
        new PollThread(poller, journal, maxBody, kafkaIsAway, journalMetrics, unsent::wakeUp, stop);
    Thread polling = new Thread(pollThread, NAME + "-polling");
    ShutdownDeadline deadline = new ShutdownDeadline(stop, polling);
    TopicCreator topics = new TopicCreator(kafka, config.get(KafkaOptions.TOPIC_PARTITIONS), stop);
    RecordFactory records =
        new RecordFactory(
            topic1,
            new RejectedRecords(topic1, NAME, clock),
            new OversizedRecords(config.get(ProducerConfig.JOURNAL)));
    Outage outage =
        new Outage(LoggerFactory.getLogger(RecordSender.class), "Kafka", metrics.kafka());
    StallDetector stalls =
        new StallDetector(() -> TopicReachability.answers(kafka, topic1), SILENCE);
    Supplier<WindowedProducer> clients =
        () ->
            new WindowedProducer(
                kafka.idempotentProducer(Map.of("client.id", NAME), WindowedProducer.REQUIRED),
                unsent::wakeUp);
    Supplier<RecordSender> senders =
        () -> new RecordSender(clients.get(), records, unsent, outage, stalls, deadline, metrics);
    Supplier<DaemonRunner.Session> sessions =
        () ->
            new ProducerSession(topics, topic1, unsent, records, senders.get(), metrics, deadline);

    monitoring.health().mustLive(polling);
    StopSignal.Subscription unused =
        stop.onRaise(
            () -> {
              monitoring.health().mayEnd(polling);
              unsent.wakeUp();
            });
    polling.start();
    int status;
    try {
      status = new DaemonRunner(NAME, stop, metrics.clients()).run(sessions);
    } finally {
      stop.raise();
      awaitEnd(polling);
    }
    if (journal.waiting() > 0) {
      log.warn(
          "stopped with {} answers that Kafka has not acknowledged: they stay in the journal, and"
              + " go first at the next start",
          journal.waiting());
    }
    return pollThread.hasCrashed() ? DaemonRunner.EXIT_FAILURE : status;
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
