package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionGroup;
import dev.fraudpipeline.common.config.OptionRule;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.OptionValues;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import dev.fraudpipeline.predictor.model.ModelRequest;
import dev.fraudpipeline.predictor.score.BatchSize;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The options of the predictor, and their values for one run. Immutable. */
final class PredictorConfig {
  /** Of the heap, roughly, for what was read and is not committed. */
  static final long MOST_BYTES = 24 << 20;

  private static final int LEAST_WAITING = 1_000;

  private static final int MOST_RECORDS = 30_000;

  private static final String INVOCATIONS = "/invocations";

  private static final OptionGroup OPTIONS = new OptionGroup(KafkaOptions.ALL);

  static final Option<List<URI>> MODEL_URL =
      OPTIONS.add(
          Option.of(
                  "--model-url",
                  "MODEL_URL",
                  endpoints(),
                  "MLflow endpoints, separated by commas; /invocations is added to a bare host.")
              .orElse("http://localhost:5000/invocations"));

  static final Option<String> MODEL_NAME =
      OPTIONS.add(
          Option.of(
              "--model-name",
              "MODEL_NAME",
              OptionRules.text(),
              "Label stored with each prediction."));

  static final Option<String> MODEL_TOKEN =
      OPTIONS.add(
          Option.secret("MODEL_TOKEN", OptionRules.text(), "Sent to the model as a bearer token."));

  static final Option<Duration> MODEL_TIMEOUT =
      OPTIONS.add(
          Option.of(
                  "--model-timeout",
                  "MODEL_TIMEOUT",
                  OptionRules.duration(Duration.ofMillis(1), Duration.ofMinutes(2)),
                  "Longest time for one whole answer of the model.")
              .orElse("30s"));

  static final Option<Integer> MODEL_CONCURRENCY =
      OPTIONS.add(
          Option.of(
                  "--model-concurrency",
                  "MODEL_CONCURRENCY",
                  OptionRules.integer(1, 64),
                  "Requests to the model at a time, over all endpoints.")
              .orElse("4"));

  static final Option<ModelRequest> MODEL_FEATURES =
      OPTIONS.add(
          Option.of(
                  "--model-features",
                  "MODEL_FEATURES",
                  ModelRequest.RULE,
                  "Columns that the model is asked with, separated by commas.")
              .orElse(ModelRequest.ALL.toString()));

  static final Option<BatchSize> BATCH_SIZE =
      OPTIONS.add(
          Option.of(
                  "--batch-size",
                  "BATCH_SIZE",
                  BatchSize.RULE,
                  "Payments in a request: at most so many, or a share of the backlog such as 50%.")
              .orElse("500"));

  static final Option<Integer> BATCH_MAX =
      OPTIONS.add(
          Option.of(
                  "--batch-max",
                  "BATCH_MAX",
                  OptionRules.integer(1, BatchSize.LARGEST),
                  "Most payments in a request where BATCH_SIZE is a share.")
              .orElse("1000"));

  static final Option<Duration> BATCH_WAIT =
      OPTIONS.add(
          Option.of(
                  "--batch-wait",
                  "BATCH_WAIT",
                  OptionRules.duration(Duration.ZERO, Duration.ofMinutes(1)),
                  "How long a payment waits for its batch to fill; 0ms sends what is there.")
              .orElse("0ms"));

  static final Option<Duration> COMMIT_INTERVAL =
      OPTIONS.add(
          Option.of(
                  "--commit-interval",
                  "COMMIT_INTERVAL",
                  OptionRules.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
                  "Time from one Kafka transaction to the next; each takes all that is scored.")
              .orElse("100ms"));

  static final Option<URI> ALARM_WEBHOOK_URL =
      OPTIONS.add(
          Option.secret(
              "ALARM_WEBHOOK_URL",
              OptionRules.httpUrl(),
              "Each alarm is also posted here, as JSON."));

  static final Option<Double> FRAUD_THRESHOLD =
      OPTIONS.add(
          Option.of(
                  "--threshold",
                  "FRAUD_THRESHOLD",
                  OptionRules.number(0, 1),
                  "A payment is a fraud where its score is at least this.")
              .orElse("0.5"));

  static final Option<String> PREDICTOR_GROUP =
      OPTIONS.add(
          Option.of("--group", "PREDICTOR_GROUP", OptionRules.id(), "Kafka consumer group.")
              .orElse("predictor"));

  static final Option<String> INSTANCE_ID =
      OPTIONS.add(
          Option.of(
              "--instance",
              "INSTANCE_ID",
              OptionRules.id(),
              "Name of this instance, unique in its group; where there is none, host name and a"
                  + " random suffix."));

  /** All that the predictor reads, in the order of {@code --help}. */
  static final List<Option<?>> ALL = OPTIONS.allWith(MetricsOptions.ALL);

  private final KafkaClientConfig kafka;
  private final OptionValues values;
  private final Optional<MetricsOptions> metrics;
  private final String instance;

  private PredictorConfig(Options options, String instance) {
    kafka = KafkaClientConfig.read(options, EnumSet.allOf(KafkaClientKind.class));
    values = options.values(ALL);
    metrics = MetricsOptions.read(options);
    KafkaOptions.requireTwoTopics(options);
    options.throwIfInvalid();
    this.instance = find(INSTANCE_ID).orElse(instance);
  }

  /**
   * Reads and checks all options.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  static PredictorConfig from(Options options) {
    return from(options, hostAndSuffix());
  }

  /**
   * The same.
   *
   * @param instance the name of this instance where the options give none
   */
  static PredictorConfig from(Options options, String instance) {
    return new PredictorConfig(options, instance);
  }

  private static String hostAndSuffix() {
    String suffix = Integer.toHexString(RandomGenerator.getDefault().nextInt(0x1000, 0x10000));
    try {
      return InetAddress.getLocalHost().getHostName() + "-" + suffix;
    } catch (UnknownHostException e) {
      return "host-" + suffix;
    }
  }

  /** The value of one of {@link #ALL} that has a default. */
  <T> T get(Option<T> option) {
    return values.get(option);
  }

  /** The value of one of {@link #ALL}. */
  <T> Optional<T> find(Option<T> option) {
    return values.find(option);
  }

  KafkaClientConfig kafka() {
    return kafka;
  }

  Optional<MetricsOptions> metrics() {
    return metrics;
  }

  String instance() {
    return instance;
  }

  /** How many may be read and not committed: enough for every request, and the next one each. */
  int mostRecords() {
    return Math.max(MOST_RECORDS, twoOfEachRequest());
  }

  /** How many may wait for a request: what goes into the next ones. */
  int mostWaiting() {
    return Math.max(LEAST_WAITING, twoOfEachRequest());
  }

  private int twoOfEachRequest() {
    return 2 * get(MODEL_CONCURRENCY) * get(BATCH_SIZE).limit(get(BATCH_MAX));
  }

  /** Stable for an instance and unique in the cluster: it fences a predecessor that still lives. */
  String transactionalId() {
    return get(PREDICTOR_GROUP) + "-" + instance;
  }

  /** For the log: without the token, and without what the URLs may hold. */
  @Override
  public String toString() {
    return "model=%s, batch size=%s, requests at a time=%s, threshold=%s, Kafka=%s, %s to %s, group=%s, instance=%s"
        .formatted(
            get(MODEL_URL).stream().map(LogText::url).collect(Collectors.joining(",")),
            get(BATCH_SIZE),
            get(MODEL_CONCURRENCY),
            get(FRAUD_THRESHOLD),
            kafka.bootstrapServers(),
            get(KafkaOptions.TOPIC_1),
            get(KafkaOptions.TOPIC_2),
            get(PREDICTOR_GROUP),
            instance);
  }

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
