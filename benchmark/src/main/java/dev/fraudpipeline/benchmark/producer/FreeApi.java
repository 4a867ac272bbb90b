package dev.fraudpipeline.benchmark.producer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.benchmark.load.FreeAnswer;
import dev.fraudpipeline.benchmark.load.FreeRequest;
import dev.fraudpipeline.benchmark.load.FreeServer;
import dev.fraudpipeline.benchmark.load.ModelBody;
import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A payments API that costs next to nothing: one large answer of the simulator, over and over, with
 * new trans_nums. It serves so many rows as it is allowed to, and then answers without rows.
 * Thread-safe.
 */
final class FreeApi implements AutoCloseable {
  private final byte[] template;
  private final byte[] empty;
  private final int[] transNums;
  private final FreeServer server;

  /** Guarded by this, as the other counts. */
  private long allowed;

  private long served;
  private long calls;

  /**
   * @param template what is served
   * @param empty what is served when no more rows are allowed
   */
  FreeApi(byte[] template, byte[] empty) {
    this.template = template;
    this.empty = empty;
    this.transNums = ModelBody.transNumPlaces(template);
    this.server = FreeServer.start("bench-api", Rows::new);
  }

  /**
   * Asks the simulator for one answer, and starts to serve it; no rows yet.
   *
   * @param rows in each answer
   * @param data a folder for the simulator
   */
  static FreeApi start(int rows, Path data)
      throws BenchmarkFailedException, IOException, InterruptedException {
    PaymentsApi.Options options = PaymentsApi.Options.in(data).withCallsPerMinute(0);
    try (PaymentsApi simulator = PaymentsApi.start(options)) {
      byte[] template = get(simulator.address() + "?n=" + rows);
      FreeApi api = new FreeApi(template, withoutRows(get(simulator.address() + "?n=1")));
      if (api.transNums.length != rows) {
        api.close();
        throw new BenchmarkFailedException(
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
    return server.url("/current-transactions");
  }

  int rowsInAnAnswer() {
    return transNums.length;
  }

  synchronized long calls() {
    return calls;
  }

  /** Allows so many rows more. */
  synchronized void allow(long rows) {
    allowed += rows;
  }

  /** Number of rows that were handed out. */
  synchronized long served() {
    return served;
  }

  /** The number of the next answer's first row; negative where no more rows are allowed. */
  private synchronized long take() {
    calls++;
    if (served + transNums.length > allowed) {
      return -1;
    }
    long first = served;
    served += transNums.length;
    return first;
  }

  @Override
  public void close() {
    server.close();
  }

  /**
   * Answers on one connection, from its own copy of the template, in which the trans_nums are
   * counted.
   */
  private final class Rows implements FreeServer.Answers {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final int BITS_OF_A_DIGIT = 4;

    /** The last of a trans_num's digits, enough for four thousand million rows. */
    private static final int COUNTED_DIGITS = 8;

    private final ByteBuffer rows = FreeAnswer.of(template);
    private final ByteBuffer none = FreeAnswer.of(empty);
    private final int ends = rows.limit() - template.length + ModelBody.TRANS_NUM_LENGTH;

    @Override
    public ByteBuffer to(FreeRequest request) {
      long first = take();
      if (first < 0) {
        return none.rewind();
      }
      for (int i = 0; i < transNums.length; i++) {
        long number = first + i;
        int end = ends + transNums[i];
        for (int at = end - 1; at >= end - COUNTED_DIGITS; at--) {
          rows.put(at, HEX[(int) (number % HEX.length)]);
          number >>>= BITS_OF_A_DIGIT;
        }
      }
      return rows.rewind();
    }
  }
}
