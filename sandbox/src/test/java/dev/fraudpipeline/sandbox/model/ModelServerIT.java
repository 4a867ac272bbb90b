package dev.fraudpipeline.sandbox.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.payments.InventedPayment;
import dev.fraudpipeline.sandbox.payments.PaymentGenerator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ModelServerIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);
  private static final ModelServer.Options OPTIONS = ModelServer.Options.defaults().withThreads(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void pingAnswersWhileEveryPredictionThreadIsBusy() throws Exception {
    // Given
    var release = new CountDownLatch(1);
    ScoringModel blocked =
        frame -> {
          awaitUninterruptibly(release);
          return new int[frame.size()];
        };
    try (ModelServer server = ModelServer.start(OPTIONS, blocked)) {
      var prediction = client.sendAsync(invocation(server, 2), BodyHandlers.ofString());
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> server.status().get("requests").equals(1L));

      // When
      HttpResponse<String> ping = ping(server);

      // Then
      assertThat(ping.statusCode()).isEqualTo(200);
      release.countDown();
      assertThat(prediction.get().body()).isEqualTo("{\"predictions\":[0,0]}");
    }
  }

  @Test
  void aPredictionThatTookTooLongKeepsItsThread() throws Exception {
    // Given
    var release = new CountDownLatch(1);
    ScoringModel blocked =
        frame -> {
          awaitUninterruptibly(release);
          return new int[frame.size()];
        };
    ModelServer.Options options = OPTIONS.withTimeLimit(Duration.ofMillis(200));
    try (ModelServer server = ModelServer.start(options, blocked)) {
      // When
      int first = client.send(invocation(server, 1), BodyHandlers.ofString()).statusCode();
      int second = client.send(invocation(server, 1), BodyHandlers.ofString()).statusCode();

      // Then
      assertThat(List.of(first, second)).containsExactly(504, 504);
      release.countDown();
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(
              () ->
                  client.send(invocation(server, 1), BodyHandlers.ofString()).statusCode() == 200);
    }
  }

  @Test
  void predictionsAreCounted() throws Exception {
    try (ModelServer server = ModelServer.start(OPTIONS, frame -> new double[] {0.1, 0.5, 0.9})) {
      // When
      client.send(invocation(server, 3), BodyHandlers.ofString());

      // Then
      assertThat(server.status())
          .containsEntry("requests", 1L)
          .containsEntry("rows", 3L)
          .containsEntry("frauds", 2L);
    }
  }

  @Test
  void errorsRepeatTheRequestCardNumbersIncluded() throws Exception {
    try (ModelServer server = ModelServer.start(OPTIONS, ContrivedModels.each(0))) {
      // Given
      String body =
          "{\"dataframe_split\": {\"columns\": [\"cc_num\"], \"data\": [[4000123412341234]]}}";

      // When
      HttpResponse<String> mismatch =
          client.send(invocation(server, body), BodyHandlers.ofString());
      HttpResponse<String> notJson =
          client.send(invocation(server, body + "}"), BodyHandlers.ofString());

      // Then
      assertThat(List.of(mismatch.statusCode(), notJson.statusCode())).containsExactly(400, 400);
      assertThat(mismatch.body()).contains("4000123412341234");
      assertThat(notJson.body()).contains("4000123412341234");
    }
  }

  @Test
  void aLongPathAndABigHeaderAreNoObstacle() throws Exception {
    try (ModelServer server = ModelServer.start(OPTIONS, ContrivedModels.each(0))) {
      // When
      URI ping = URI.create(server.address()).resolve("/ping?x=" + "a".repeat(70_000));
      HttpRequest request =
          HttpRequest.newBuilder(ping).header("X-Big", "b".repeat(100_000)).build();

      // Then
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itCanBeAwayAndComesBack() throws Exception {
    try (ModelServer server = ModelServer.start(OPTIONS, ContrivedModels.each(0))) {
      String address = server.address();
      server.inflict(PartFault.AWAY);

      // When
      server.heal();

      // Then
      assertThat(server.address()).isEqualTo(address).endsWith("/invocations");
      assertThat(ping(server).body()).isEqualTo("\n");
    }
  }

  private HttpResponse<String> ping(ModelServer server) throws Exception {
    URI ping = URI.create(server.address()).resolve("/ping");
    return client.send(HttpRequest.newBuilder(ping).build(), BodyHandlers.ofString());
  }

  private static HttpRequest invocation(ModelServer server, int rows)
      throws JsonProcessingException {
    var payments = new PaymentGenerator(5, 0.01);
    List<String> columns = TypedFrame.SIGNATURE.stream().map(Column::columnName).toList();
    List<List<String>> data = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      InventedPayment payment = payments.next(Instant.parse("2026-03-01T00:00:00Z"));
      data.add(TypedFrame.SIGNATURE.stream().map(payment::text).toList());
    }
    return invocation(
        server,
        JSON.writeValueAsString(
            Map.of("dataframe_split", Map.of("columns", columns, "data", data))));
  }

  private static HttpRequest invocation(ModelServer server, String body) {
    return HttpRequest.newBuilder(URI.create(server.address()))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
