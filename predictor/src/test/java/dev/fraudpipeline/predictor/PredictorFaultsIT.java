package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.Response;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.Models;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictors that come, go, die and fight, with requests in flight. */
@Timeout(300)
final class PredictorFaultsIT {
  @TempDir static Path folder;
  private static SandboxKafka kafka;
  private static ModelServer model;

  private Stage stage;

  @BeforeAll
  static void startServers() {
    kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
    model =
        ModelServer.start(
            ModelServer.Options.defaults(),
            Models.costing(Duration.ofMillis(20), Duration.ZERO, Stage::everyTenthIsFraud));
  }

  @AfterAll
  static void stopServers() {
    model.close();
    kafka.close();
  }

  @BeforeEach
  void begin() {
    stage = new Stage(folder, kafka, model.address());
  }

  @AfterEach
  void end() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void instancesThatComeAndGoWhileRequestsAreOutDoubleNothing(String protocol) {
    // Given
    stage.environment.put(
        "KAFKA_CONFIG", stage.properties("group.protocol=" + protocol + "\n").toString());
    try (DaemonThread first = stage.predictor()) {
      stage.write(300);
      stage.awaitDone(1, first);

      // When
      try (DaemonThread second = stage.predictor()) {
        stage.write(300);
        stage.awaitDone(350, first, second);
        try (DaemonThread third = stage.predictor()) {
          stage.write(300);
          stage.awaitDone(700, first, second, third);
        }
        stage.write(100);
      }

      // Then
      stage.awaitDone(1_000, first);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aKilledPredictorIsSucceededWithinItsTransactionTimeout() throws Exception {
    // Given
    stage.environment.put("INSTANCE_ID", "i");
    Path log = folder.resolve("killed.log");
    stage.write(2_000);
    JarProcess first = stage.process(log);
    stage.awaitDone(50, first::isAlive);

    // When
    first.kill();

    // Then
    try (JarProcess second = stage.process(log)) {
      stage.awaitDone(2_000, second::isAlive);
      assertThat(second.terminate(Duration.ofSeconds(15))).isEqualTo(143);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void ofTwoWithOneInstanceIdOneEndsAndTheOtherGoesOn() {
    // Given
    stage.environment.put("INSTANCE_ID", "same");
    try (DaemonThread first = stage.predictor();
        DaemonThread second = stage.predictor()) {

      // When
      await()
          .atMost(Stage.DEFINITELY_TOO_SLOW)
          .until(
              () -> {
                stage.write(20);
                return first.status().isPresent() || second.status().isPresent();
              });
      stage.write(100);

      // Then
      assertThat(first.status().isPresent() ? first.status() : second.status())
          .isEqualTo(OptionalInt.of(1));
      stage.awaitDone(stage.written(), () -> first.status().isEmpty() || second.status().isEmpty());
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aReceiverOfAlarmsThatIsDownDelaysNothingAndGetsEachAlarmOnce() {
    // Given
    AtomicInteger refusals = new AtomicInteger(3);
    List<String> received = Collections.synchronizedList(new ArrayList<>());
    try (HttpServer receiver =
        HttpServer.start(
            new HttpServer.Options("receiver", 0, 1, Duration.ofSeconds(5)),
            (request, reply) -> {
              boolean refuse = refusals.getAndDecrement() > 0;
              if (!refuse) {
                received.add(new String(request.body(), StandardCharsets.UTF_8));
              }
              reply.send(new Response(refuse ? 503 : 204, List.of(), new byte[0]));
            })) {
      stage.environment.put("ALARM_WEBHOOK_URL", receiver.baseUrl() + "/hook");
      try (DaemonThread predictor = stage.predictor()) {

        // When
        stage.write(100);

        // Then
        stage.awaitDone(100, predictor);
        await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> received.size() >= 10);
      }
    }
    assertThat(received)
        .hasSize(10)
        .allSatisfy(
            body ->
                assertThat(body)
                    .contains("\"text\":\"Fraud suspected: 60.10 at fraud_Berge")
                    .doesNotContain("48554881581"));
    for (int number : IntStream.range(0, 10).map(i -> i * 10).toArray()) {
      assertThat(received)
          .filteredOn(b -> b.contains("\"trans_num\":\"%032x\"".formatted(number)))
          .hasSize(1);
    }
  }
}
