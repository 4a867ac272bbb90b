package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.http.HeaderLine;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.model.ContrivedModels;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the receiver of alarms does, payments are scored and committed, and it misses few. */
@Timeout(300)
final class WebhookIT {
  private static final HeaderLine EMPTY = new HeaderLine("content-length", "0");

  private static final Pattern TRANS_NUM = Pattern.compile("\"trans_num\":\"([0-9a-f]{32})\"");

  private static final Pattern NOT_DELIVERED =
      Pattern.compile("(\\d+) alarms were not delivered and are in the log alone");

  /** As many alarms wait at most; one more is in hand, once the first was taken. */
  private static final int ROOM = 1_000;

  @TempDir static Path folder;

  private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());
  private HttpServer receiver;
  private ModelServer model;
  private Stage stage;
  private ScrapedMetrics telemetry;

  @BeforeEach
  void begin() {
    receiver =
        HttpServer.start(
            new HttpServer.Options("receiver", 0, 1, Duration.ofSeconds(5)), this::receive);
    model = ModelServer.start(ModelServer.Options.defaults(), ContrivedModels.each(1));
    stage = new Stage(folder, model.address());
    stage.environment.put("ALARM_WEBHOOK_URL", receiver.baseUrl() + "/hook");
    telemetry = stage.telemetry();
  }

  @AfterEach
  void end() {
    stage.close();
    model.close();
    receiver.close();
  }

  private void receive(ServerRequest request, ResponseSender reply) {
    String body = new String(request.body(), UTF_8);
    received.addAll(
        TRANS_NUM
            .matcher(body)
            .results()
            .map(found -> Integer.parseInt(found.group(1), 16))
            .toList());
    var unused = reply.send(new ServerResponse(200, List.of(EMPTY), new byte[0]));
  }

  @Test
  void whileItIsDownHangsIsSlowOrFailsNothingWaitsForItAndItGetsEachAlarmOnceItIsBack() {
    try (DaemonThread predictor = stage.predictor()) {
      for (PartFault fault :
          List.of(PartFault.AWAY, PartFault.HANG, PartFault.SLOW, PartFault.ERROR)) {
        // Given
        int before = stage.written().payments();
        receiver.inflict(fault);

        // When
        stage.write(20);
        stage.awaitDone(before + 20, predictor);

        // Then
        assertThat(PredictorLogs.alarmsIn(stage.log()))
            .as("alarms in the log, %s", fault)
            .hasSize(before + 20);
        if (fault != PartFault.SLOW) {
          assertThat(received).as("received, %s", fault).hasSize(before);
        }
        receiver.heal();
        awaitReceived(before + 20);
      }
      assertThat(undelivered()).isZero();
    }
    assertThat(received)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 80).boxed().toList());
    assertThat(stage.log()).doesNotContain("not delivered").doesNotContain("/hook");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void whatFindsNoRoomWhileItIsAwayIsInTheLogAndCountedAndTheRestIsDelivered() {
    // Given
    receiver.inflict(PartFault.AWAY);
    int written = ROOM + 200;
    try (DaemonThread predictor = stage.predictor()) {
      // When
      stage.write(written);
      stage.awaitDone(written, predictor);

      // Then
      // One may have been in hand before there was no room.
      assertThat(undelivered()).isBetween(199, 200);
      assertThat(PredictorLogs.alarmsIn(stage.log())).hasSize(written);
      receiver.heal();
      awaitReceived(written - undelivered());
    }
    assertThat(received).doesNotHaveDuplicates().hasSize(written - toldOf());
    assertThat(toldOf()).isBetween(199, 200);
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void whatIsStillToBeDeliveredAtTheEndIsInTheLogAsSuch() {
    // Given
    receiver.inflict(PartFault.HANG);
    try (DaemonThread predictor = stage.predictor()) {
      // When
      stage.write(20);
      stage.awaitDone(20, predictor);
    }

    // Then
    assertThat(toldOf()).isEqualTo(20);
    assertThat(received).isEmpty();
    stage.assertEachDoneExactlyOnce();
  }

  private int undelivered() {
    return (int) telemetry.value("fraud_predictor_alarms_undelivered_total");
  }

  /** How many the log says were not delivered. */
  private int toldOf() {
    return NOT_DELIVERED
        .matcher(stage.log())
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }

  private void awaitReceived(int alarms) {
    await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> received.size() >= alarms);
  }
}
