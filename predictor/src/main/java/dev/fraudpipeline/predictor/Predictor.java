package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.http.BlockingHttpClient;
import dev.fraudpipeline.common.http.HttpClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.predictor.alarm.AlarmLog;
import dev.fraudpipeline.predictor.alarm.DeduplicatedAlarm;
import dev.fraudpipeline.predictor.alarm.FraudAlarm;
import dev.fraudpipeline.predictor.alarm.WebhookAlarm;
import dev.fraudpipeline.predictor.commit.FencingCounter;
import dev.fraudpipeline.predictor.commit.TransactionCommitter;
import dev.fraudpipeline.predictor.model.EndpointPool;
import dev.fraudpipeline.predictor.model.ModelClient;
import dev.fraudpipeline.predictor.model.ModelPing;
import dev.fraudpipeline.predictor.score.RejectionBudget;
import dev.fraudpipeline.predictor.score.ScoredOutput;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the predictor together, and runs it. */
final class Predictor {
  static final String NAME = "predictor";

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(3);

  /** Few enough that the first of a poll do not wait long for the last to be read. */
  private static final int MOST_POLLED = 1_000;

  /**
   * A fetch is one array while it arrives: small ones die young, large ones make a small heap's
   * collections long. Of six partitions these are some thousand payments still.
   */
  private static final int MOST_FETCHED_OF_A_PARTITION = 256 << 10;

  /** Named as ever: operators find the start of a process by it. */
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Predictor() {}

  /** Runs until the signal is raised, and gives the process's status. */
  static int run(PredictorConfig config, StopSignal stop) {
    try (Monitoring monitoring = Monitoring.start(NAME, config.metrics())) {
      config.kafka().logWarnings(log);
      log.info("{} starts: {}", NAME, config);
      return run(config, monitoring, stop);
    }
  }

  private static int run(PredictorConfig config, Monitoring monitoring, StopSignal stop) {
    Clock clock = Clock.systemUTC();
    String topic1 = config.get(KafkaOptions.TOPIC_1);
    List<URI> endpoints = config.get(PredictorConfig.MODEL_URL);
    Optional<String> token = config.find(PredictorConfig.MODEL_TOKEN);
    KafkaClients kafka = new KafkaClients(config.kafka());
    TopicCreator topics = new TopicCreator(kafka, config.get(KafkaOptions.TOPIC_PARTITIONS), stop);
    TopicReachability reachability =
        new TopicReachability(
            kafka, topic1, Optional.of(config.get(PredictorConfig.PREDICTOR_GROUP)));
    PredictorMetrics metrics =
        new PredictorMetrics(monitoring, config, reachability::uncommitted, clock);
    monitoring.watch(PredictorMetrics.KAFKA, () -> reachability);
    monitoring.watch(
        PredictorMetrics.MODEL,
        () -> new ModelPing(endpoints, pingClient(stop), token, metrics.model()));

    ModelClient model =
        new ModelClient(
            config.get(PredictorConfig.MODEL_TIMEOUT),
            token,
            config.get(PredictorConfig.MODEL_FEATURES));
    Optional<WebhookAlarm> webhook =
        config
            .find(PredictorConfig.ALARM_WEBHOOK_URL)
            .map(url -> new WebhookAlarm(url, metrics.alarms()::undelivered, stop));
    List<FraudAlarm> alarms = new ArrayList<>(List.of(new AlarmLog(clock), metrics.alarms()));
    webhook.ifPresent(alarms::add);
    ScoredOutput output =
        new ScoredOutput(
            new DeduplicatedAlarm(2 * config.mostRecords(), alarms),
            new RejectedRecords(topic1, NAME, clock),
            config.get(KafkaOptions.TOPIC_2),
            config.find(PredictorConfig.MODEL_NAME),
            config.get(PredictorConfig.FRAUD_THRESHOLD),
            clock,
            metrics.flow());
    RejectionBudget budget = new RejectionBudget();
    FencingCounter fencings = new FencingCounter();

    return new DaemonRunner(NAME, stop, metrics.clients())
        .run(
            () ->
                new PredictorSession(
                    config,
                    topics,
                    consumer(config, kafka),
                    producer(config, kafka),
                    new EndpointPool(endpoints, model, metrics.model()),
                    budget,
                    output,
                    fencings,
                    metrics,
                    stop),
            () -> webhook.ifPresent(WebhookAlarm::close));
  }

  private static Consumer<byte[], byte[]> consumer(PredictorConfig config, KafkaClients kafka) {
    return kafka.groupMember(
        config.get(PredictorConfig.PREDICTOR_GROUP),
        Map.of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            config.transactionalId(),
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            MOST_FETCHED_OF_A_PARTITION),
        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED));
  }

  private static Producer<byte[], byte[]> producer(PredictorConfig config, KafkaClients kafka) {
    int timeoutMillis = (int) TransactionCommitter.LONGEST.toMillis();
    return kafka.transactionalProducer(
        config.transactionalId(),
        Map.of(
            ProducerConfig.CLIENT_ID_CONFIG,
            config.transactionalId(),
            // How long a commit may take before its outcome counts as unknown.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            timeoutMillis),
        Map.of(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeoutMillis));
  }

  private static BlockingHttpClient pingClient(StopSignal stop) {
    return new BlockingHttpClient(
        new HttpClientConfig(PING_TIMEOUT, ModelPing.LONGEST_ANSWER), stop);
  }
}
