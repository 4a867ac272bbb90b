package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.http.BlockingHttpClient;
import dev.fraudpipeline.common.http.HttpClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LoggingSetup;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.predictor.alarm.AlarmLog;
import dev.fraudpipeline.predictor.alarm.DeduplicatedAlarm;
import dev.fraudpipeline.predictor.alarm.FraudAlarm;
import dev.fraudpipeline.predictor.alarm.WebhookAlarm;
import dev.fraudpipeline.predictor.command.PredictorCommands;
import dev.fraudpipeline.predictor.commit.FencingCounter;
import dev.fraudpipeline.predictor.commit.TransactionCommitter;
import dev.fraudpipeline.predictor.model.EndpointPool;
import dev.fraudpipeline.predictor.model.ModelClient;
import dev.fraudpipeline.predictor.model.ModelMetrics;
import dev.fraudpipeline.predictor.model.ModelPing;
import dev.fraudpipeline.predictor.score.RejectionBudget;
import dev.fraudpipeline.predictor.score.ScoredOutput;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The predictor: reads its settings, builds its few objects, and runs. */
public final class Main {
  public static final String NAME = "predictor";

  private static final int TRANSACTION_TIMEOUT_MS = (int) TransactionCommitter.LONGEST.toMillis();

  /** Few enough that the first of a poll do not wait long for the last to be read. */
  private static final int MOST_POLLED = 1_000;

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(3);

  /**
   * A fetch is one array while it arrives: small ones die young, large ones make a small heap's
   * collections long. Of six partitions these are some thousand payments still.
   */
  private static final int MOST_FETCHED_OF_A_PARTITION = 256 << 10;

  private Main() {}

  public static void main(String[] args) {
    LoggingSetup.setUp();
    int status =
        PredictorCommands.addTo(
                new DaemonCommandLine(
                    NAME,
                    "Scores payments of topic_1, raises fraud alarms and writes topic_2.",
                    PredictorSettings.ALL,
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
    PredictorConfig config = PredictorConfig.from(settings, hostAndSuffix());
    Logger log = LoggerFactory.getLogger(Main.class);
    try (Monitoring monitoring = Monitoring.start(NAME, config.metrics())) {
      config.kafka().logWarnings(log);
      log.info("predictor starts: {}", config);
      return run(config, monitoring, stop);
    }
  }

  private static int run(PredictorConfig config, Monitoring monitoring, StopSignal stop) {
    Clock clock = Clock.systemUTC();
    KafkaClients kafka = new KafkaClients(config.kafka());
    TopicReachability probe =
        new TopicReachability(kafka, config.topic1(), Optional.of(config.group()));
    PredictorMetrics metrics = new PredictorMetrics(monitoring, config, probe::uncommitted, clock);
    monitoring.watch(PredictorMetrics.KAFKA, () -> probe);
    monitoring.watch(PredictorMetrics.MODEL, () -> modelProbe(config, metrics.model(), stop));
    Optional<WebhookAlarm> webhook =
        config
            .alarmWebhook()
            .map(url -> new WebhookAlarm(url, metrics.alarms()::undelivered, stop));
    List<FraudAlarm> alarms = new ArrayList<>(List.of(new AlarmLog(clock), metrics.alarms()));
    webhook.ifPresent(alarms::add);
    ScoredOutput outputs =
        new ScoredOutput(
            new DeduplicatedAlarm(2 * config.mostRecords(), alarms),
            new RejectedRecords(config.topic1(), NAME, clock),
            config.topic2(),
            config.modelName(),
            config.threshold(),
            clock,
            metrics.flow());
    ModelClient model =
        new ModelClient(config.modelTimeout(), config.modelToken(), config.features());
    TopicCreator topics = new TopicCreator(kafka, config.topicPartitions(), stop);
    RejectionBudget blames = new RejectionBudget();
    FencingCounter fencings = new FencingCounter();

    return new DaemonRunner(NAME, stop, metrics.clients())
        .run(
            () ->
                new PredictorSession(
                    config,
                    topics,
                    consumer(config, kafka),
                    producer(config, kafka),
                    new EndpointPool(config.endpoints(), model, metrics.model()),
                    blames,
                    outputs,
                    fencings,
                    metrics,
                    stop),
            () -> webhook.ifPresent(WebhookAlarm::close));
  }

  private static ModelPing modelProbe(
      PredictorConfig config, ModelMetrics metrics, StopSignal stop) {
    BlockingHttpClient http =
        new BlockingHttpClient(new HttpClientConfig(PING_TIMEOUT, ModelPing.LONGEST_ANSWER), stop);
    return new ModelPing(config.endpoints(), http, config.modelToken(), metrics);
  }

  private static Consumer<byte[], byte[]> consumer(PredictorConfig config, KafkaClients kafka) {
    return kafka.groupMember(
        config.group(),
        Map.of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            config.transactionalId(),
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            MOST_FETCHED_OF_A_PARTITION),
        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED));
  }

  private static Producer<byte[], byte[]> producer(PredictorConfig config, KafkaClients kafka) {
    return kafka.transactionalProducer(
        config.transactionalId(),
        Map.of(
            ProducerConfig.CLIENT_ID_CONFIG,
            config.transactionalId(),
            // How long a commit may take before its outcome counts as unknown.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            TRANSACTION_TIMEOUT_MS),
        Map.of(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS));
  }

  public static String hostAndSuffix() {
    String suffix = Integer.toHexString(RandomGenerator.getDefault().nextInt(0x1000, 0x10000));
    try {
      return InetAddress.getLocalHost().getHostName() + "-" + suffix;
    } catch (UnknownHostException e) {
      return "host-" + suffix;
    }
  }
}
