package dev.fraudpipeline.common.payment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads payments from documents, generously: a flat object, an array of such objects, a pandas
 * "split" document ({@code {"columns":[..],"index":[..],"data":[[..]]}}) with any number of rows,
 * and each of these once more encoded as a JSON string. Columns come in any order; unknown ones are
 * passed over.
 *
 * <p>Never throws for what a document holds: what cannot be read is a {@link InvalidRow}. Not
 * thread-safe: one reader a thread.
 */
public final class PaymentParser {
  static final JsonFactory JSON =
      JsonFactory.builder()
          // Python writes NaN and Infinity: legal enough to reject the row alone, by its column.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Documents are UTF-8: for other encodings the parser knows no byte offsets.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // A number with too many digits is the fault of its row, not of the whole document.
          // So is a text that is too long; and a document encoded twice is one text as a whole.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final NestedJsonDecoder twice = new NestedJsonDecoder();
  private final CompactSplitScanner plain;
  private final JsonDocumentParser general;

  public PaymentParser() {
    RowBuilder values = new RowBuilder();
    JsonRowParser row = new JsonRowParser(values);
    PandasSplitParser split = new PandasSplitParser(values, row);
    plain = new CompactSplitScanner(values, split);
    general = new JsonDocumentParser(values, row, split);
  }

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
    try {
      if (twice.decode(document)) {
        byte[] decoded = twice.bytes();
        Optional<List<ParsedRow>> rows = plain.read(decoded, twice.length(), document);
        return rows.isPresent() ? rows.get() : general.readOnce(decoded, twice.length(), document);
      }
      Optional<List<ParsedRow>> rows = plain.read(document, document.length, document);
      return rows.isPresent() ? rows.get() : general.read(document);
    } catch (IOException e) {
      return List.of(unreadable(e, document));
    }
  }

  /** As {@link #readAll}, without any short way: for whoever doubts these. */
  List<ParsedRow> readAllGenerally(byte[] document) {
    try {
      return general.read(document);
    } catch (IOException e) {
      return List.of(unreadable(e, document));
    }
  }

  private static InvalidRow unreadable(IOException e, byte[] document) {
    // The parser's own message repeats what it read, which may be personal data.
    String reason =
        e instanceof ShapeException ? e.getMessage() : "not JSON: " + e.getClass().getSimpleName();
    return new InvalidRow(new Rejection(RejectionCode.UNREADABLE, reason), document);
  }
}
