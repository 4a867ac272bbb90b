package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Topics of a test's own and predictors that work on them: what is written, what the group is like,
 * what is logged and what comes of it all. Used by one thread.
 */
final class Stage implements AutoCloseable {
  static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(3);

  /**
   * Of requests in a test that is not about time-outs: a busy machine must not be taken for a model
   * that hangs.
   */
  private static final Duration MODEL_TIMEOUT = Duration.ofMinutes(1);

  private static int stages;

  final Map<String, String> environment = new HashMap<>();
  final String topic1 = "one-" + ++stages;
  final String topic2 = "two-" + stages;

  private final Path folder;
  private final SandboxKafka kafka = SharedKafka.get();
  private final PredictorLogs logs = new PredictorLogs();
  private final GroupAdmin group;
  private final WrittenPayments written;
  private final Outcomes outcomes;

  /**
   * @param folder for files that the test leaves behind
   */
  Stage(Path folder, String modelUrl) {
    this.folder = folder;
    environment.put("KAFKA_CONFIG", properties("").toString());
    environment.put("TOPIC_1", topic1);
    environment.put("TOPIC_2", topic2);
    environment.put("TOPIC_PARTITIONS", Integer.toString(WrittenPayments.PARTITIONS));
    environment.put("PREDICTOR_GROUP", "group-of-" + topic1);
    environment.put("MODEL_URL", modelUrl);
    environment.put("MODEL_NAME", "every-tenth");
    environment.put("MODEL_TIMEOUT", MODEL_TIMEOUT.toSeconds() + "s");
    environment.put("BATCH_SIZE", "7");
    group = new GroupAdmin(kafka, environment.get("PREDICTOR_GROUP"));
    group.createTopic(topic1, WrittenPayments.PARTITIONS);
    written = new WrittenPayments(kafka.address(), topic1);
    outcomes = new Outcomes(kafka.address(), topic1, topic2, written, logs);
  }

  /** A file of client properties: where Kafka is, and these lines. */
  Path properties(String more) {
    try {
      return Files.writeString(
          Files.createTempFile(folder, "client", ".properties"),
          "bootstrap.servers=" + kafka.address() + "\n" + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A predictor in this JVM. */
  DaemonThread predictor() {
    logs.recordHere();
    Map<String, String> mine = Map.copyOf(environment);
    return DaemonThread.start(
        "predictor",
        stop -> Predictor.run(PredictorConfig.from(new Options(Map.of(), mine)), stop));
  }

  /** A predictor as users start it, so that it can be killed. */
  JarProcess process(Path logFile, String... jvmOptions) {
    logs.add(logFile);
    JarCommand command =
        JarCommand.of(Path.of("target", "predictor.jar").toAbsolutePath(), logFile)
            .jvmOptions(jvmOptions);
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      command = command.environment(variable.getKey(), variable.getValue());
    }
    return JarProcess.start(command);
  }

  /** What a predictor tells that starts after this, of which there is one at a time. */
  ScrapedMetrics telemetry() {
    int port = ScrapedMetrics.freePort();
    environment.put("METRICS_PORT", Integer.toString(port));
    return new ScrapedMetrics(port);
  }

  /** Waits until a predictor has so many records in hand, for good. */
  static void awaitInHand(ScrapedMetrics telemetry, int records) {
    await()
        // They are counted a moment before they wait for a request.
        .during(Duration.ofMillis(200))
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () ->
                assertThat(telemetry.value("fraud_predictor_uncommitted_records"))
                    .isEqualTo(records));
  }

  /** The predictors' group and topics. */
  GroupAdmin group() {
    return group;
  }

  /** What is in topic_1. */
  WrittenPayments written() {
    return written;
  }

  /** Writes so many payments more. */
  void write(int payments) {
    written.write(payments);
  }

  /** Waits until all that was written is scored or rejected. */
  void awaitAllDone(BooleanSupplier running) {
    awaitDone(written.payments() + written.unreadable(), running);
  }

  /** Waits until so many are scored or rejected, while all of these predictors run. */
  void awaitDone(int count, DaemonThread... predictors) {
    awaitDone(count, () -> List.of(predictors).stream().allMatch(p -> p.status().isEmpty()));
  }

  void awaitDone(int count, BooleanSupplier running) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .pollInSameThread()
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .untilAsserted(
            () -> {
              assertThat(scored().size() + rejected().size()).isGreaterThanOrEqualTo(count);
              assertThat(running.getAsBoolean()).as("runs on").isTrue();
            });
  }

  List<ConsumerRecord<byte[], byte[]>> scored() {
    return outcomes.scored();
  }

  List<ConsumerRecord<byte[], byte[]>> rejected() {
    return outcomes.rejected();
  }

  /** What the predictors have logged so far. */
  String log() {
    return logs.text();
  }

  void awaitLog(String text) {
    logs.await(text, 0);
  }

  /** Waits until the text is there behind the first so many characters of the log. */
  void awaitLog(String text, int after) {
    logs.await(text, after);
  }

  /** See {@link Outcomes#assertEachDoneExactlyOnceBut}. */
  void assertEachDoneExactlyOnce() {
    assertEachDoneExactlyOnceBut(Set.of());
  }

  /** See {@link Outcomes#assertEachDoneExactlyOnceBut}. */
  void assertEachDoneExactlyOnceBut(Set<Integer> lost) {
    outcomes.assertEachDoneExactlyOnceBut(lost);
  }

  /** Nothing has happened for which an alarm may be raised once more. */
  void assertNoAlarmTwice() {
    outcomes.assertNoAlarmTwice();
  }

  @Override
  public void close() {
    logs.close();
    outcomes.close();
    written.close();
    group.close();
  }
}
