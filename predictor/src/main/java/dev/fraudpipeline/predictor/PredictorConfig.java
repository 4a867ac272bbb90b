package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import dev.fraudpipeline.predictor.model.ModelRequest;
import dev.fraudpipeline.predictor.score.BatchSize;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the predictor is told. */
public record PredictorConfig(
    KafkaClientConfig kafka,
    String topic1,
    String topic2,
    int topicPartitions,
    List<URI> endpoints,
    Optional<String> modelName,
    Optional<String> modelToken,
    Duration modelTimeout,
    int modelConcurrency,
    ModelRequest features,
    BatchSize batchSize,
    int batchMax,
    Duration batchWait,
    Duration commitInterval,
    Optional<URI> alarmWebhook,
    double threshold,
    String group,
    String instance,
    Optional<MetricsOptions> metrics) {

  /** Of the heap, roughly, for what was read and is not committed. */
  static final long MOST_BYTES = 24 << 20;

  private static final int LEAST_WAITING = 1_000;

  private static final int MOST_RECORDS = 30_000;

  /**
   * Reads all settings.
   *
   * @param instance the name of this instance where the settings give none
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  public static PredictorConfig from(Options settings, String instance) {
    KafkaClientConfig kafka =
        KafkaClientConfig.read(settings, EnumSet.allOf(KafkaClientKind.class));
    String topic1 = settings.get(KafkaOptions.TOPIC_1);
    String topic2 = settings.get(KafkaOptions.TOPIC_2);
    Integer topicPartitions = settings.get(KafkaOptions.TOPIC_PARTITIONS);
    List<URI> endpoints = settings.get(PredictorSettings.MODEL_URL);
    Optional<String> modelName = settings.find(PredictorSettings.MODEL_NAME);
    Optional<String> modelToken = settings.find(PredictorSettings.MODEL_TOKEN);
    Duration modelTimeout = settings.get(PredictorSettings.MODEL_TIMEOUT);
    Integer modelConcurrency = settings.get(PredictorSettings.MODEL_CONCURRENCY);
    ModelRequest features = settings.get(PredictorSettings.MODEL_FEATURES);
    BatchSize batchSize = settings.get(PredictorSettings.BATCH_SIZE);
    Integer batchMax = settings.get(PredictorSettings.BATCH_MAX);
    Duration batchWait = settings.get(PredictorSettings.BATCH_WAIT);
    Duration commitInterval = settings.get(PredictorSettings.COMMIT_INTERVAL);
    Optional<URI> alarmWebhook = settings.find(PredictorSettings.ALARM_WEBHOOK_URL);
    Double threshold = settings.get(PredictorSettings.FRAUD_THRESHOLD);
    String group = settings.get(PredictorSettings.PREDICTOR_GROUP);
    Optional<String> given = settings.find(PredictorSettings.INSTANCE_ID);
    Optional<MetricsOptions> metrics = MetricsOptions.read(settings);
    KafkaOptions.requireTwoTopics(settings);
    settings.throwIfInvalid();
    return new PredictorConfig(
        kafka,
        topic1,
        topic2,
        topicPartitions,
        endpoints,
        modelName,
        modelToken,
        modelTimeout,
        modelConcurrency,
        features,
        batchSize,
        batchMax,
        batchWait,
        commitInterval,
        alarmWebhook,
        threshold,
        group,
        given.orElse(instance),
        metrics);
  }

  /** How many may be read and not committed: enough for every request, and the next one each. */
  int mostRecords() {
    return Math.max(MOST_RECORDS, 2 * modelConcurrency * batchSize.limit(batchMax));
  }

  /** How many may wait for a request: what goes into the next ones. */
  int mostWaiting() {
    return Math.max(LEAST_WAITING, 2 * modelConcurrency * batchSize.limit(batchMax));
  }

  /** Stable for an instance and unique in the cluster: it fences a predecessor that still lives. */
  public String transactionalId() {
    return group + "-" + instance;
  }

  /** For the log: without the token, and without what the URLs may hold. */
  @Override
  public String toString() {
    return "model="
        + endpoints.stream().map(LogText::url).collect(Collectors.joining(","))
        + ", batch size="
        + batchSize
        + ", requests at a time="
        + modelConcurrency
        + ", threshold="
        + threshold
        + ", Kafka="
        + kafka.bootstrapServers()
        + ", "
        + topic1
        + " to "
        + topic2
        + ", group="
        + group
        + ", instance="
        + instance;
  }
}
