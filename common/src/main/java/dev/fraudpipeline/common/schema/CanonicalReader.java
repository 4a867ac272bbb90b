package dev.fraudpipeline.common.schema;

import java.util.Arrays;
import java.util.Optional;

/**
 * Recognises the documents that this pipeline itself writes: a flat object with the columns in
 * their order, spelled byte by byte as a {@link Payment} spells them. Such a document is the
 * payment, as it stands: one look at each byte, no parser and no copy. All others, legal ones in
 * another spelling and bad ones alike, are for {@link PaymentReader}'s general way.
 *
 * <p>Whatever this takes, the general way takes too, as the same payment. Stateless.
 */
final class CanonicalReader {
  private static final Column[] COLUMNS = Column.ALL.toArray(Column[]::new);
  private static final byte[][] NAMES = Payment.names();
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** What no value ends at, where there is something unusual in it. */
  private static final int UNUSUAL = -1;

  private CanonicalReader() {}

  /** The payment that the document is; empty where it is none, or not surely one. */
  static Optional<Payment> read(byte[] document) {
    int[] ends = new int[COLUMNS.length];
    int at = 0;
    for (Column column : COLUMNS) {
      byte[] name = NAMES[column.position()];
      if (isAt(document, at, name)) {
        at = end(column, document, at + name.length);
        if (at == UNUSUAL) {
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

  private static boolean isAt(byte[] document, int at, byte[] expected) {
    int end = at + expected.length;
    return end <= document.length && Arrays.equals(document, at, end, expected, 0, expected.length);
  }

  /** Where the column's value ends, which surely fits it; or UNUSUAL. */
  private static int end(Column column, byte[] document, int from) {
    if (isAt(document, from, NULL)) {
      return isNeeded(column) ? UNUSUAL : from + NULL.length;
    }
    return column.type().isQuoted()
        ? endOfString(column, document, from)
        : endOfNumber(column, document, from);
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
    int to = from;
    // Bytes beyond ASCII are negative.
    while (to < document.length
        && document[to] >= ' '
        && document[to] != '"'
        && document[to] != '\\') {
      to++;
    }
    boolean whole = to < document.length && document[quote] == '"' && document[to] == '"';
    return whole && RowReader.isExactString(column, document, from, to) ? to + 1 : UNUSUAL;
  }

  private static int endOfNumber(Column column, byte[] document, int from) {
    int to = from;
    while (to < document.length && document[to] != ',' && document[to] != '}') {
      to++;
    }
    boolean exact =
        to > from
            && !hasLeadingZero(document, from, to)
            && ColumnRules.isExact(column, document, from, to);
    return exact ? to : UNUSUAL;
  }

  /** JSON knows no 07. */
  private static boolean hasLeadingZero(byte[] document, int from, int to) {
    int first = from < to && document[from] == '-' ? from + 1 : from;
    return first + 1 < to
        && document[first] == '0'
        && document[first + 1] >= '0'
        && document[first + 1] <= '9';
  }
}
