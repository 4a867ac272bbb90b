package dev.fraudpipeline.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaymentsApiIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRAINING_FILE =
      ",trans_date_trans_time,cc_num,merchant,category,amt,first,last,gender,street,city,state,zip,lat,long,city_pop,job,dob,trans_num,unix_time,merch_lat,merch_long,is_fraud\n"
          + "4,2020-06-21 12:14:25,229116393386724,\"fraud_Quimby, Gallo and"
          + " Novak\",travel,2.5,Ivan,Novak,M,1 Ivy"
          + " Lane,Foxton,MA,1201,42.1,-72.2,3000,Forester,1970-01-02,aa,1371816865,42.197999999999996,-72.0,0\n"
          + "5,2020-06-21 12:14:33,4992346398065154184,fraud_Gallo Inc,travel,2.86,Ivan,Novak,M,1"
          + " Ivy Lane,Foxton,MA,1201,42.1,-72.2,3000,Forester,1970-01-02,bb,1371816873,42.3,-72.0,1\n";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aCallDrawsOnePaymentAndNotesItInTheLedger() throws Exception {
    try (PaymentsApi api = PaymentsApi.start(PaymentsApi.Options.in(folder))) {
      // When
      HttpResponse<String> response = get(api, "");

      // Then
      JsonNode document = document(response);
      assertThat(response.headers().map().keySet())
          .containsExactlyInAnyOrder("date", "server", "content-length", "content-type");
      assertThat(document.path("data")).hasSize(1);
      assertThat(document.path("data").path(0)).hasSize(21);
      assertThat(document.path("index")).hasSize(1);
      long currentTime = document.path("data").path(0).path(20).longValue();
      assertThat(currentTime)
          .isCloseTo(System.currentTimeMillis(), within(DEFINITELY_TOO_SLOW.toMillis()));
      awaitServed(api, 1);
      ServedPayment served = ServedLog.read(api.servedLog()).get(0);
      assertThat(served.transNum()).isEqualTo(transNums(document).get(0));
      assertThat(served.unixTime()).isEqualTo(currentTime / 1000);
    }
  }

  @Test
  void tooManyCallsAMinuteAreTurnedAway() throws Exception {
    try (PaymentsApi api =
        PaymentsApi.start(PaymentsApi.Options.in(folder).withCallsPerMinute(2))) {
      get(api, "");
      get(api, "");

      // When
      HttpResponse<String> response = get(api, "");

      // Then
      assertThat(response.statusCode()).isEqualTo(429);
      assertThat(response.body()).isEqualTo("{\"error\":\"Rate limit exceeded: 2 per 1 minute\"}");
      assertThat(response.headers().firstValue("retry-after")).isEmpty();
      assertThat(api.status()).containsEntry("calls", 3L).containsEntry("limited", 1L);
    }
  }

  @Test
  void exactlySoManyPaymentsAreServedOverAllRestartsAndNoneTwice() throws Exception {
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder).withCallsPerMinute(0).withPayments(25);
    Set<String> transNums = new HashSet<>();
    for (int life = 0; life < 3; life++) {
      try (PaymentsApi api = PaymentsApi.start(options)) {
        // When
        transNums.addAll(transNums(document(get(api, "?n=10"))));
        awaitServed(api, Math.min(25, 10 * (life + 1)));

        // Then
        assertThat(api.status()).containsEntry("exhausted", life == 2);
      }
    }
    assertThat(transNums).hasSize(25);
    try (PaymentsApi api = PaymentsApi.start(options)) {
      assertThat(document(get(api, "")).path("data")).isEmpty();
    }
  }

  @Test
  void nothingIsServedBeforeTheFileIsThereThatOpensIt() throws Exception {
    // Given
    Path file = folder.resolve("open");
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder).withCallsPerMinute(0).withOpensWith(file);
    try (PaymentsApi api = PaymentsApi.start(options)) {
      assertThat(document(get(api, "?n=3")).path("data")).isEmpty();

      // When
      Files.writeString(file, "2");

      // Then
      assertThat(document(get(api, "?n=3")).path("data")).hasSize(2);
      awaitServed(api, 2);
      assertThat(document(get(api, "?n=3")).path("data")).isEmpty();

      // When
      Files.writeString(file, "");

      // Then
      assertThat(document(get(api, "?n=3")).path("data")).hasSize(3);
      awaitServed(api, 5);
    }
  }

  @Test
  void recordedBodiesArePlayedByteForByteAndGoOnAfterARestart() throws Exception {
    // Given
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bodies.add(
          "\"{\\\"columns\\\":[\\\"trans_num\\\",\\\"current_time\\\",\\\"is_fraud\\\"],\\\"index\\\":[3],"
              + "\\\"data\\\":[[\\\"t\\\\/"
              + i
              + "\\\",17300000000"
              + i
              + "9,1]]}\"");
    }
    bodies.set(1, "what is this?");
    Path replay = Files.write(folder.resolve("bodies.jsonl"), bodies);
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder).withCallsPerMinute(0).withReplay(replay);
    List<String> played = new ArrayList<>();

    // When
    try (PaymentsApi api = PaymentsApi.start(options)) {
      played.add(get(api, "").body());
      played.add(get(api, "").body());
      played.add(get(api, "").body());
      awaitServed(api, 2);
    }
    try (PaymentsApi api = PaymentsApi.start(options)) {
      played.add(get(api, "").body());
      awaitServed(api, 3);

      // Then
      assertThat(played).isEqualTo(bodies);
      assertThat(api.status()).containsEntry("exhausted", true).containsEntry("frauds", 3L);
      assertThat(document(get(api, "")).path("data")).isEmpty();
      assertThat(ServedLog.read(api.servedLog()).get(1).unixTime()).isEqualTo(1_730_000_000L);
    }
  }

  @Test
  void trainingRowsComeInOrderWithTheirOwnTimesAndSpellings() throws Exception {
    // Given
    Path replay = Files.writeString(folder.resolve("rows.csv"), TRAINING_FILE);
    PaymentsApi.Options options = PaymentsApi.Options.in(folder).withReplay(replay);
    try (PaymentsApi api = PaymentsApi.start(options)) {
      // When
      HttpResponse<String> response = get(api, "?n=5");

      // Then
      JsonNode document = document(response);
      assertThat(transNums(document)).containsExactly("aa", "bb");
      assertThat(response.body())
          .contains("\\\"index\\\":[4,5]")
          .contains(",42.197999999999996,")
          .contains(",4992346398065154184,");
      awaitServed(api, 2);
      assertThat(ServedLog.read(api.servedLog()))
          .extracting(ServedPayment::unixTime)
          .containsExactly(1371816865L, 1371816873L);
    }
  }

  @Test
  void anAnswerThatAFaultCutsOffIsGivenAgain() throws Exception {
    // Given
    Path replay = Files.writeString(folder.resolve("rows.csv"), TRAINING_FILE);
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder).withCallsPerMinute(0).withReplay(replay);
    HeldClock clock = new HeldClock();
    try (PaymentsApi api = PaymentsApi.start(options, clock)) {
      var cutOff = client.sendAsync(request(api, ""), BodyHandlers.ofString());
      clock.awaitAsked();

      // When
      api.inflict(PartFault.AWAY);
      clock.letOn();

      // Then
      await().atMost(DEFINITELY_TOO_SLOW).until(cutOff::isCompletedExceptionally);
      api.heal();
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> assertThat(transNums(document(get(api, "?n=2")))).containsExactly("aa", "bb"));
      awaitServed(api, 2);
    }
  }

  @Test
  void garbageAndErrorsServeNothing() throws Exception {
    try (PaymentsApi api = PaymentsApi.start(PaymentsApi.Options.in(folder))) {
      // When
      api.inflict(PartFault.GARBAGE);
      HttpResponse<String> garbage = get(api, "");
      api.inflict(PartFault.ERROR);
      HttpResponse<String> error = get(api, "");
      api.heal();

      // Then
      assertThat(garbage.statusCode()).isEqualTo(200);
      assertThat(garbage.body()).startsWith("<html>");
      assertThat(error.statusCode()).isEqualTo(500);
      assertThat(document(get(api, "")).path("data")).hasSize(1);
      awaitServed(api, 1);
    }
  }

  private HttpResponse<String> get(PaymentsApi api, String query) throws Exception {
    return client.send(request(api, query), BodyHandlers.ofString());
  }

  private static HttpRequest request(PaymentsApi api, String query) {
    return HttpRequest.newBuilder(URI.create(api.address() + query))
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private static JsonNode document(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(JSON.readTree(response.body()).textValue());
  }

  private static List<String> transNums(JsonNode document) {
    List<String> columns = new ArrayList<>();
    document.path("columns").forEach(column -> columns.add(column.textValue()));
    List<String> transNums = new ArrayList<>();
    document
        .path("data")
        .forEach(row -> transNums.add(row.path(columns.indexOf("trans_num")).textValue()));
    return transNums;
  }

  private static void awaitServed(PaymentsApi api, long count) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(api.status()).containsEntry("served", count));
  }
}
