package dev.fraudpipeline.common.payment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads payments from documents, generously: a flat object, an array of such objects, a pandas
 * "split" document ({@code {"columns":[..],"index":[..],"data":[[..]]}}) with any number of rows,
 * and each of these once more encoded as a JSON string. Columns come in any order; unknown ones are
 * passed over.
 *
 * <p>Never throws for what a document holds: what cannot be read is an {@link InvalidRow}. Not
 * thread-safe: one reader a thread.
 */
public final class PaymentParser {
  private final NestedJsonDecoder decoder = new NestedJsonDecoder();
  private final CompactSplitScanner scanner = new CompactSplitScanner();
  private final JsonDocumentParser parser = new JsonDocumentParser();

  /**
   * Reads a message of a topic, which holds one payment.
   *
   * @param document the message's value, which must not be changed afterwards: the payment may hold
   *     it; null, as in a tombstone, is unreadable
   */
  public ParsedRow readOne(byte[] document) {
    if (document == null) {
      return new InvalidRow(
          new Rejection(RejectionCode.UNREADABLE, "the message has no value"), new byte[0]);
    }
    Optional<Payment> canonical = CanonicalScanner.read(document);
    if (canonical.isPresent()) {
      return canonical.get();
    }
    List<ParsedRow> rows = readAll(document);
    if (rows.size() == 1) {
      return rows.get(0);
    }
    return new InvalidRow(
        new Rejection(
            RejectionCode.NOT_ONE_PAYMENT,
            "a message holds one payment, but this one holds " + rows.size()),
        document);
  }

  /**
   * Reads all rows of an answer, in their order; empty where it has none. A document that cannot be
   * read to its end is one {@link InvalidRow} that holds it whole.
   */
  public List<ParsedRow> readAll(byte[] document) {
    Optional<List<ParsedRow>> rows =
        decoder.decode(document)
            ? scanner.read(decoder.bytes(), decoder.length())
            : scanner.read(document, document.length);
    return rows.isPresent() ? wholeWhereAlone(rows.get(), document) : readAllGenerally(document);
  }

  /** As {@link #readAll}, without any short way: for whoever doubts these. */
  List<ParsedRow> readAllGenerally(byte[] document) {
    try {
      return wholeWhereAlone(parser.read(document), document);
    } catch (IOException e) {
      return List.of(unreadable(e, document));
    }
  }

  /** The only row of a document, where it is bad, is rejected as the document that came. */
  private static List<ParsedRow> wholeWhereAlone(List<ParsedRow> rows, byte[] document) {
    return rows.size() == 1 && rows.get(0) instanceof InvalidRow bad
        ? List.of(new InvalidRow(bad.rejection(), document))
        : rows;
  }

  private static InvalidRow unreadable(IOException e, byte[] document) {
    // The parser's own message repeats what it read, which may be personal data.
    String reason =
        e instanceof ShapeException ? e.getMessage() : "not JSON: " + e.getClass().getSimpleName();
    return new InvalidRow(new Rejection(RejectionCode.UNREADABLE, reason), document);
  }
}
