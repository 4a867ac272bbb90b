package dev.fraudpipeline.sandbox.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.Reply;
import dev.fraudpipeline.sandbox.http.Request;
import dev.fraudpipeline.sandbox.http.Uvicorn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A payments API that costs next to nothing: one large answer of the simulator, over and over, with
 * new trans_nums. It serves so many rows as it is allowed to, and then answers without rows.
 * Thread-safe.
 */
final class BenchApi implements AutoCloseable {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private final byte[] template;
  private final byte[] empty;
  private final int[] transNums;
  private final HttpServer server;
  private final AtomicLong calls = new AtomicLong();

  /** Guarded by this. */
  private long allowed;

  private long served;

  private BenchApi(byte[] template, byte[] empty) {
    this.template = template;
    this.empty = empty;
    this.transNums = ModelBody.transNumPlaces(template);
    this.server =
        HttpServer.start(new HttpServer.Options("bench-api", 0, 1, KEEP_ALIVE), this::handle);
  }

  /**
   * Asks the simulator for one answer, and starts to serve it; no rows yet.
   *
   * @param rows in each answer
   * @param data a folder for the simulator
   */
  static BenchApi start(int rows, Path data)
      throws BenchFailedException, IOException, InterruptedException {
    PaymentsApi.Options options = PaymentsApi.Options.in(data).withCallsPerMinute(0);
    try (PaymentsApi simulator = PaymentsApi.start(options)) {
      byte[] template = get(simulator.address() + "?n=" + rows);
      BenchApi api = new BenchApi(template, withoutRows(get(simulator.address() + "?n=1")));
      if (api.transNums.length != rows) {
        api.close();
        throw new BenchFailedException(
            "the answer has " + api.transNums.length + " rows instead of " + rows);
      }
      return api;
    }
  }

  private static byte[] get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  /** An answer whose index and data are empty, in the encoding of the one with a row. */
  private static byte[] withoutRows(byte[] oneRow) {
    return new String(oneRow, UTF_8)
        .replaceFirst("index(\\\\*\"):\\[.*?]", "index$1:[]")
        .replaceFirst("data(\\\\*\"):\\[\\[.*]]", "data$1:[]")
        .getBytes(UTF_8);
  }

  String url() {
    return server.baseUrl() + "/current-transactions";
  }

  int rowsInAnAnswer() {
    return transNums.length;
  }

  long calls() {
    return calls.get();
  }

  /** Allows so many rows more. */
  synchronized void allow(long rows) {
    allowed += rows;
  }

  /** How many rows were handed out. */
  synchronized long served() {
    return served;
  }

  private void handle(Request request, Reply reply) {
    calls.incrementAndGet();
    reply.send(Uvicorn.answer(200, Uvicorn.JSON, next()));
  }

  private synchronized byte[] next() {
    if (served + transNums.length > allowed) {
      return empty;
    }
    byte[] body = Arrays.copyOf(template, template.length);
    HexFormat hex = HexFormat.of();
    for (int place : transNums) {
      served++;
      byte[] number = hex.toHexDigits(served).getBytes(UTF_8);
      System.arraycopy(
          number, 0, body, place + ModelBody.TRANS_NUM_LENGTH - number.length, number.length);
    }
    return body;
  }

  @Override
  public void close() {
    server.close();
  }
}
