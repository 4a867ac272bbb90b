package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.metrics.MetricsSettings;
import dev.fraudpipeline.common.settings.BadSettingException;
import dev.fraudpipeline.common.settings.Rule;
import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.predictor.flow.BatchSize;
import dev.fraudpipeline.predictor.model.Features;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The settings of the predictor. */
final class PredictorSettings {
  private static final String INVOCATIONS = "/invocations";

  static final Setting<List<URI>> MODEL_URL =
      Setting.of(
              "--model-url",
              "MODEL_URL",
              endpoints(),
              "MLflow endpoints, separated by commas; /invocations is added to a bare host.")
          .orElse("http://localhost:5000/invocations");

  static final Setting<String> MODEL_NAME =
      Setting.of("--model-name", "MODEL_NAME", Rules.text(), "Label stored with each prediction.");

  static final Setting<String> MODEL_TOKEN =
      Setting.secret("MODEL_TOKEN", Rules.text(), "Sent to the model as a bearer token.");

  static final Setting<Duration> MODEL_TIMEOUT =
      Setting.of(
              "--model-timeout",
              "MODEL_TIMEOUT",
              Rules.duration(Duration.ofMillis(1), Duration.ofMinutes(2)),
              "Longest time for one whole answer of the model.")
          .orElse("30s");

  static final Setting<Integer> MODEL_CONCURRENCY =
      Setting.of(
              "--model-concurrency",
              "MODEL_CONCURRENCY",
              Rules.integer(1, 64),
              "Requests to the model at a time, over all endpoints.")
          .orElse("4");

  static final Setting<Features> MODEL_FEATURES =
      Setting.of(
              "--model-features",
              "MODEL_FEATURES",
              Features.RULE,
              "Columns that the model is asked with, separated by commas.")
          .orElse(Features.ALL.toString());

  static final Setting<BatchSize> BATCH_SIZE =
      Setting.of(
              "--batch-size",
              "BATCH_SIZE",
              BatchSize.RULE,
              "Payments in a request: at most so many, or a share of the backlog such as 50%.")
          .orElse("500");

  static final Setting<Integer> BATCH_MAX =
      Setting.of(
              "--batch-max",
              "BATCH_MAX",
              Rules.integer(1, BatchSize.LARGEST),
              "Most payments in a request where BATCH_SIZE is a share.")
          .orElse("1000");

  static final Setting<Duration> BATCH_WAIT =
      Setting.of(
              "--batch-wait",
              "BATCH_WAIT",
              Rules.duration(Duration.ZERO, Duration.ofMinutes(1)),
              "How long a payment waits for its batch to fill; 0ms sends what is there.")
          .orElse("0ms");

  static final Setting<Duration> COMMIT_INTERVAL =
      Setting.of(
              "--commit-interval",
              "COMMIT_INTERVAL",
              Rules.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
              "Time from one Kafka transaction to the next; each takes all that is scored.")
          .orElse("100ms");

  static final Setting<URI> ALARM_WEBHOOK_URL =
      Setting.secret(
          "ALARM_WEBHOOK_URL", Rules.httpUrl(), "Each alarm is also posted here, as JSON.");

  static final Setting<Double> FRAUD_THRESHOLD =
      Setting.of(
              "--threshold",
              "FRAUD_THRESHOLD",
              Rules.number(0, 1),
              "A payment is a fraud where its score is at least this.")
          .orElse("0.5");

  static final Setting<String> PREDICTOR_GROUP =
      Setting.of("--group", "PREDICTOR_GROUP", Rules.id(), "Kafka consumer group.")
          .orElse("predictor");

  static final Setting<String> INSTANCE_ID =
      Setting.of(
          "--instance",
          "INSTANCE_ID",
          Rules.id(),
          "Name of this instance, unique in its group; where there is none, host name and a random suffix.");

  /** All that the predictor reads, in the order of {@code --help}. */
  static final List<Setting<?>> ALL =
      List.of(
          KafkaSettings.CONFIG,
          KafkaSettings.TOPIC_1,
          KafkaSettings.TOPIC_2,
          KafkaSettings.TOPIC_PARTITIONS,
          MODEL_URL,
          MODEL_NAME,
          MODEL_TIMEOUT,
          MODEL_CONCURRENCY,
          MODEL_FEATURES,
          BATCH_SIZE,
          BATCH_MAX,
          BATCH_WAIT,
          COMMIT_INTERVAL,
          FRAUD_THRESHOLD,
          PREDICTOR_GROUP,
          INSTANCE_ID,
          MetricsSettings.PORT,
          MetricsSettings.HOST,
          KafkaSettings.SASL_USERNAME,
          KafkaSettings.SASL_PASSWORD,
          MODEL_TOKEN,
          ALARM_WEBHOOK_URL);

  private PredictorSettings() {}

  private static Rule<List<URI>> endpoints() {
    return text -> {
      List<URI> endpoints = new ArrayList<>();
      for (String url : text.split(",", -1)) {
        try {
          URI endpoint = Rules.httpUrl().parse(url.strip());
          String path = endpoint.getRawPath();
          endpoints.add(
              path.isEmpty() || path.equals("/") ? endpoint.resolve(INVOCATIONS) : endpoint);
        } catch (BadSettingException e) {
          throw new BadSettingException(e.getMessage() + ", or several, separated by commas");
        }
      }
      return List.copyOf(endpoints);
    };
  }
}
