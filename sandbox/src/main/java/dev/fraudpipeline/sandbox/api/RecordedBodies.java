package dev.fraudpipeline.sandbox.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Recorded answers, one a line, played in order and byte for byte, each once. */
final class RecordedBodies implements AnswerSource {
  /** UTF-8's, as it looks where bytes are read as characters. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final BufferedReader lines;
  private final RecordedAnswer.Reader reader = new RecordedAnswer.Reader();
  private final UnservedRows unserved;

  /** Answers that come next: given back, or looked at to see whether there is more. */
  private final Deque<AnswerBatch> next = new ArrayDeque<>();

  /**
   * @param lines in ISO 8859-1: bytes stay bytes
   * @param served what an earlier life has served: those answers are left out, and so are answers
   *     that no payment can be read from where a later one has been served
   */
  RecordedBodies(BufferedReader lines, List<ServedPayment> served) {
    this.lines = lines;
    this.unserved = new UnservedRows(served);
  }

  @Override
  public Optional<AnswerBatch> take(int wanted, long allowed, Instant now) {
    return atEnd() || next.getFirst().rows().size() > allowed
        ? Optional.empty()
        : Optional.of(next.remove());
  }

  @Override
  public void giveBack(AnswerBatch batch) {
    next.addFirst(batch);
  }

  @Override
  public byte[] nothing() {
    return SplitJson.body(GeneratedPayments.COLUMNS, List.of());
  }

  @Override
  public boolean atEnd() {
    try {
      String line = "";
      while (next.isEmpty() && (line = lines.readLine()) != null) {
        if (line.startsWith(BYTE_ORDER_MARK)) {
          line = line.substring(BYTE_ORDER_MARK.length());
        }
        if (!line.isEmpty()) {
          look(line.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      return next.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("the file to replay cannot be read", e);
    }
  }

  private void look(byte[] body) {
    List<AnswerRow> rows = reader.read(body).rows();
    boolean isServed =
        rows.isEmpty() ? !unserved.isEmpty() : rows.stream().filter(unserved::test).count() == 0;
    if (!isServed) {
      next.add(new AnswerBatch(body, rows));
    }
  }
}
