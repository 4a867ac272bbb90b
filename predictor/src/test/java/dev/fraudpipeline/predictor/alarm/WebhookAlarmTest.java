package dev.fraudpipeline.predictor.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.predictor.Payments;
import dev.fraudpipeline.predictor.RecordedLog;
import dev.fraudpipeline.sandbox.http.HeaderLine;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver of alarms that is there, slow, away, unwilling or elsewhere. */
@Timeout(60)
final class WebhookAlarmTest {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(50);

  /** As many as wait at most. */
  private static final int ROOM = 1_000;

  private final RecordedLog log = new RecordedLog();
  private final StopSignal stop = new StopSignal();
  private final List<ServerRequest> received = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer receiver =
      HttpServer.start(
          new HttpServer.Options("receiver", 0, 1, Duration.ofSeconds(5)), this::answer);
  private final WebhookAlarm alarm =
      new WebhookAlarm(URI.create(receiver.baseUrl() + "/hook/s3cret"), () -> {}, stop);
  private volatile int status = 200;

  @AfterEach
  void end() {
    alarm.close();
    receiver.close();
    log.close();
  }

  @Test
  void eachAlarmIsPostedAsJsonThatChatServicesAndProgramsRead() throws Exception {
    // When
    alarm.raise(Payments.payment(0xab), 0.97, 0);

    // Then
    awaitReceived(1);
    ServerRequest request = received.get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/hook/s3cret");
    assertThat(request.header("content-type")).contains("application/json");
    JsonNode body = new ObjectMapper().readTree(request.body());
    assertThat(body.path("text").textValue())
        .isEqualTo(
            "Fraud suspected: 60.10 at fraud_Berge, Kautzer and Harris, card ***************0372,"
                + " score 0.9700, trans_num 000000000000000000000000000000ab");
    assertThat(body.path("trans_num").textValue()).endsWith("ab");
    assertThat(body.path("unix_time").longValue()).isEqualTo(1_730_134_684);
    assertThat(body.path("score").doubleValue()).isEqualTo(0.97);
    assertThat(new String(request.body(), UTF_8))
        .contains("\"amt\":60.10")
        .doesNotContain("485548815813169")
        .doesNotContain("Quill")
        .doesNotContain("Test Lane");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 408, 429, 500, 503})
  void whatIsNotAcceptedIsPostedAgainUntilItIs(int unwilling) {
    // Given
    status = unwilling;
    alarm.raise(Payments.payment(1), 1, 0);
    awaitReceived(2);

    // When
    status = 204;

    // Then
    awaitLog("the receiver of alarms is back");
    assertThat(log.text()).contains("the receiver of alarms is away: status " + unwilling);
    assertThat(received).allMatch(request -> request.path().equals("/hook/s3cret"));
  }

  @Test
  void anAlarmThatIsRefusedForWhatItIsDoesNotHoldUpTheOthers() {
    // Given
    status = 400;
    alarm.raise(Payments.payment(1), 1, 0);
    awaitReceived(1);
    awaitLog("1 alarms were not delivered and are in the log alone");

    // When
    status = 200;
    alarm.raise(Payments.payment(2), 1, 0);

    // Then
    awaitReceived(2);
    assertThat(numbers()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWAY", "HANG"})
  void whatFindsNoRoomWhileTheReceiverIsGoneIsCountedInTheLog(PartFault fault) {
    // Given
    receiver.inflict(fault);

    // When
    // One may be in hand besides.
    for (int i = 0; i < ROOM + 11; i++) {
      alarm.raise(Payments.payment(i), 1, 0);
    }
    stop.raise();
    alarm.close();

    // Then
    // Those without room may be told of before those that still wait at the end.
    assertThat(undelivered()).isEqualTo(ROOM + 11);
    assertThat(received).isEmpty();
  }

  @Test
  void whatWaitedIsPostedOnceTheReceiverIsBack() {
    // Given
    receiver.inflict(PartFault.AWAY);
    IntStream.range(0, 20).forEach(i -> alarm.raise(Payments.payment(i), 1, 0));
    awaitLog("the receiver of alarms is away: ConnectException");

    // When
    receiver.heal();

    // Then
    awaitReceived(20);
    assertThat(numbers()).containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    assertThat(log.text()).doesNotContain("not delivered").doesNotContain("s3cret");
  }

  @Test
  void whatIsRaisedAtTheVeryEndIsPostedAsWell() {
    // Given
    stop.raise();
    IntStream.range(0, 5).forEach(i -> alarm.raise(Payments.payment(i), 1, 0));

    // When
    alarm.close();

    // Then
    assertThat(received.size() + undelivered()).as("posted, or told of").isGreaterThanOrEqualTo(5);
  }

  private int undelivered() {
    return log.text()
        .lines()
        .filter(line -> line.contains(" alarms were not delivered"))
        .mapToInt(line -> Integer.parseInt(line.replaceAll(".* (\\d+) alarms were.*", "$1")))
        .sum();
  }

  private List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (ServerRequest request : List.copyOf(received)) {
      String body = new String(request.body(), UTF_8);
      String hex = body.replaceAll(".*\"trans_num\":\"([0-9a-f]{32})\".*", "$1");
      numbers.add(Integer.parseInt(hex, 16));
    }
    return numbers;
  }

  private void awaitReceived(int count) {
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> received.size() >= count);
  }

  private void awaitLog(String text) {
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> log.text().contains(text));
  }

  private void answer(ServerRequest request, ResponseSender reply) {
    received.add(request);
    List<HeaderLine> headers =
        List.of(
            new HeaderLine("content-length", "0"),
            new HeaderLine("location", receiver.baseUrl() + "/elsewhere"));
    var unused = reply.send(new ServerResponse(status, headers, new byte[0]));
  }
}
