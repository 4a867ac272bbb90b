package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRule;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import dev.fraudpipeline.predictor.model.ModelRequest;
import dev.fraudpipeline.predictor.score.BatchSize;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The settings of the predictor. */
public final class PredictorSettings {
  private static final String INVOCATIONS = "/invocations";

  static final Option<List<URI>> MODEL_URL =
      Option.of(
              "--model-url",
              "MODEL_URL",
              endpoints(),
              "MLflow endpoints, separated by commas; /invocations is added to a bare host.")
          .orElse("http://localhost:5000/invocations");

  static final Option<String> MODEL_NAME =
      Option.of(
          "--model-name", "MODEL_NAME", OptionRules.text(), "Label stored with each prediction.");

  static final Option<String> MODEL_TOKEN =
      Option.secret("MODEL_TOKEN", OptionRules.text(), "Sent to the model as a bearer token.");

  static final Option<Duration> MODEL_TIMEOUT =
      Option.of(
              "--model-timeout",
              "MODEL_TIMEOUT",
              OptionRules.duration(Duration.ofMillis(1), Duration.ofMinutes(2)),
              "Longest time for one whole answer of the model.")
          .orElse("30s");

  static final Option<Integer> MODEL_CONCURRENCY =
      Option.of(
              "--model-concurrency",
              "MODEL_CONCURRENCY",
              OptionRules.integer(1, 64),
              "Requests to the model at a time, over all endpoints.")
          .orElse("4");

  static final Option<ModelRequest> MODEL_FEATURES =
      Option.of(
              "--model-features",
              "MODEL_FEATURES",
              ModelRequest.RULE,
              "Columns that the model is asked with, separated by commas.")
          .orElse(ModelRequest.ALL.toString());

  static final Option<BatchSize> BATCH_SIZE =
      Option.of(
              "--batch-size",
              "BATCH_SIZE",
              BatchSize.RULE,
              "Payments in a request: at most so many, or a share of the backlog such as 50%.")
          .orElse("500");

  static final Option<Integer> BATCH_MAX =
      Option.of(
              "--batch-max",
              "BATCH_MAX",
              OptionRules.integer(1, BatchSize.LARGEST),
              "Most payments in a request where BATCH_SIZE is a share.")
          .orElse("1000");

  static final Option<Duration> BATCH_WAIT =
      Option.of(
              "--batch-wait",
              "BATCH_WAIT",
              OptionRules.duration(Duration.ZERO, Duration.ofMinutes(1)),
              "How long a payment waits for its batch to fill; 0ms sends what is there.")
          .orElse("0ms");

  static final Option<Duration> COMMIT_INTERVAL =
      Option.of(
              "--commit-interval",
              "COMMIT_INTERVAL",
              OptionRules.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
              "Time from one Kafka transaction to the next; each takes all that is scored.")
          .orElse("100ms");

  static final Option<URI> ALARM_WEBHOOK_URL =
      Option.secret(
          "ALARM_WEBHOOK_URL", OptionRules.httpUrl(), "Each alarm is also posted here, as JSON.");

  static final Option<Double> FRAUD_THRESHOLD =
      Option.of(
              "--threshold",
              "FRAUD_THRESHOLD",
              OptionRules.number(0, 1),
              "A payment is a fraud where its score is at least this.")
          .orElse("0.5");

  public static final Option<String> PREDICTOR_GROUP =
      Option.of("--group", "PREDICTOR_GROUP", OptionRules.id(), "Kafka consumer group.")
          .orElse("predictor");

  static final Option<String> INSTANCE_ID =
      Option.of(
          "--instance",
          "INSTANCE_ID",
          OptionRules.id(),
          "Name of this instance, unique in its group; where there is none, host name and a random suffix.");

  /** All that the predictor reads, in the order of {@code --help}. */
  public static final List<Option<?>> ALL =
      List.of(
          KafkaOptions.CONFIG,
          KafkaOptions.TOPIC_1,
          KafkaOptions.TOPIC_2,
          KafkaOptions.TOPIC_PARTITIONS,
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
          MetricsOptions.PORT,
          MetricsOptions.HOST,
          KafkaOptions.SASL_USERNAME,
          KafkaOptions.SASL_PASSWORD,
          MODEL_TOKEN,
          ALARM_WEBHOOK_URL);

  private PredictorSettings() {}

  private static OptionRule<List<URI>> endpoints() {
    return text -> {
      List<URI> endpoints = new ArrayList<>();
      for (String url : text.split(",", -1)) {
        try {
          URI endpoint = OptionRules.httpUrl().parse(url.strip());
          String path = endpoint.getRawPath();
          endpoints.add(
              path.isEmpty() || path.equals("/") ? endpoint.resolve(INVOCATIONS) : endpoint);
        } catch (InvalidOptionException e) {
          throw new InvalidOptionException(e.getMessage() + ", or several, separated by commas");
        }
      }
      return List.copyOf(endpoints);
    };
  }
}
