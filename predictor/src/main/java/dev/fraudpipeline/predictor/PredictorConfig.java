package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.kafka.ClientKind;
import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the predictor is told. */
record PredictorConfig(
    ClientProperties kafka,
    String topic1,
    String topic2,
    int topicPartitions,
    List<URI> endpoints,
    Optional<String> modelName,
    Optional<String> modelToken,
    Duration modelTimeout,
    Features features,
    BatchSize batchSize,
    int batchMax,
    double threshold,
    String group,
    String instance) {

  /**
   * @param instance the name of this instance where the settings give none
   * @throws dev.fraudpipeline.common.settings.InvalidSettingsException with all mistakes at once
   */
  static PredictorConfig from(Settings settings, String instance) {
    ClientProperties kafka = ClientProperties.read(settings, EnumSet.allOf(ClientKind.class));
    String topic1 = settings.get(KafkaSettings.TOPIC_1);
    String topic2 = settings.get(KafkaSettings.TOPIC_2);
    Integer topicPartitions = settings.get(KafkaSettings.TOPIC_PARTITIONS);
    List<URI> endpoints = settings.get(PredictorSettings.MODEL_URL);
    Optional<String> modelName = settings.find(PredictorSettings.MODEL_NAME);
    Optional<String> modelToken = settings.find(PredictorSettings.MODEL_TOKEN);
    Duration modelTimeout = settings.get(PredictorSettings.MODEL_TIMEOUT);
    Features features = settings.get(PredictorSettings.MODEL_FEATURES);
    BatchSize batchSize = settings.get(PredictorSettings.BATCH_SIZE);
    Integer batchMax = settings.get(PredictorSettings.BATCH_MAX);
    Double threshold = settings.get(PredictorSettings.FRAUD_THRESHOLD);
    String group = settings.get(PredictorSettings.PREDICTOR_GROUP);
    Optional<String> given = settings.find(PredictorSettings.INSTANCE_ID);
    KafkaSettings.requireTwoTopics(settings);
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
        features,
        batchSize,
        batchMax,
        threshold,
        group,
        given.orElse(instance));
  }

  /** Stable for an instance and unique in the cluster: it fences a predecessor that still lives. */
  String transactionalId() {
    return group + "-" + instance;
  }

  /** For the log: without the token, and without what the URLs may hold. */
  @Override
  public String toString() {
    return "model="
        + endpoints.stream().map(LogText::url).collect(Collectors.joining(","))
        + ", batch size="
        + batchSize
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
