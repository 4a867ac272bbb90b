package dev.fraudpipeline.common.payment;

import java.util.Optional;

/**
 * Recognises the documents that this pipeline itself writes: a flat object with the columns in
 * their order, spelled byte by byte as a {@link Payment} spells them. Such a document is the
 * payment, as it stands: one look at each byte, no parser and no copy. All others, legal ones in
 * another spelling and bad ones alike, are for {@link JsonDocumentParser}.
 *
 * <p>Whatever this takes, the general way takes too, as the same payment. Stateless.
 */
final class CanonicalScanner {
  private static final Column[] COLUMNS = Column.ALL.toArray(Column[]::new);
  private static final byte[][] NAMES = Payment.names();
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private CanonicalScanner() {}

  /** The payment that the document is; empty where it is none, or not surely one. */
  static Optional<Payment> read(byte[] document) {
    int[] ends = new int[COLUMNS.length];
    int at = 0;
    for (Column column : COLUMNS) {
      byte[] name = NAMES[column.position()];
      if (CompactJson.isAt(document, at, document.length, name)) {
        at = end(column, document, at + name.length);
        if (at == CompactJson.UNUSUAL) {
          return Optional.empty();
        }
        ends[column.position()] = at;
      } else if (column == Column.IS_FRAUD) {
        ends[column.position()] = Payment.ABSENT;
      } else {
        return Optional.empty();
      }
    }
    return isEnd(document, at) ? Optional.of(Payment.of(document, ends)) : Optional.empty();
  }

  private static boolean isEnd(byte[] document, int at) {
    return at == document.length - 1 && document[at] == '}';
  }

  /** Where the column's value ends, which surely fits it; or CompactJson.UNUSUAL. */
  private static int end(Column column, byte[] document, int from) {
    if (CompactJson.isAt(document, from, document.length, NULL)) {
      return isNeeded(column) ? CompactJson.UNUSUAL : from + NULL.length;
    }
    return column.type().isQuoted()
        ? endOfString(column, document, from)
        : ColumnRules.endOfExactNumber(column, document, from, document.length);
  }

  /** Where a null is more than a null: what must be there, times that are completed, no flag. */
  private static boolean isNeeded(Column column) {
    return switch (column) {
      case TRANS_NUM, CC_NUM, AMT, TRANS_DATE_TRANS_TIME, UNIX_TIME, IS_FRAUD -> true;
      default -> false;
    };
  }

  private static int endOfString(Column column, byte[] document, int quote) {
    int from = quote + 1;
    int to = CompactJson.endOfText(document, from, document.length);
    boolean whole = to < document.length && document[quote] == '"' && document[to] == '"';
    return whole && ColumnRules.isExactString(column, document, from, to)
        ? to + 1
        : CompactJson.UNUSUAL;
  }
}
