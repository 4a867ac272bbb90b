package dev.fraudpipeline.benchmark.predictor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fraudpipeline.benchmark.load.FreeAnswer;
import dev.fraudpipeline.benchmark.load.FreeRequest;
import dev.fraudpipeline.benchmark.load.FreeServer;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A model that costs next to nothing, so that what is measured is the predictor: the rows of a
 * request are counted, and the answer is one that was made before. Thread-safe.
 */
final class FreeModel implements AutoCloseable {
  /** The list of columns, and the list of rows. */
  private static final int LISTS_BESIDE_ROWS = 2;

  private final FreeServer server = FreeServer.start("free-model", Zeros::new);

  private FreeModel() {}

  /**
   * Says 0 to every payment.
   *
   * @throws UncheckedIOException where no port is free
   */
  static FreeModel start() {
    return new FreeModel();
  }

  String url() {
    return server.url("/invocations");
  }

  @Override
  public void close() {
    server.close();
  }

  private static final class Zeros implements FreeServer.Answers {
    private ByteBuffer answer = ByteBuffer.allocate(0);
    private int answerRows = -1;

    @Override
    public ByteBuffer to(FreeRequest request) {
      int rows = rows(request);
      if (rows != answerRows) {
        answerRows = rows;
        String zeros = "0,".repeat(Math.max(0, rows - 1)) + "0";
        answer = FreeAnswer.of(("{\"predictions\":[" + zeros + "]}").getBytes(US_ASCII));
      }
      return answer.rewind();
    }

    /**
     * Each row is a list, and made-up payments have no bracket in their texts; the predictor would
     * refuse an answer of another length.
     */
    private static int rows(FreeRequest request) {
      return request.count('[') - LISTS_BESIDE_ROWS;
    }
  }
}
