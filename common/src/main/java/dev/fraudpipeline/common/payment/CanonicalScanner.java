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

  private CanonicalScanner() {}

  /** The payment that the document is; empty where it is none, or not surely one. */
  static Optional<Payment> read(byte[] document) {
    int[] ends = new int[COLUMNS.length];
    DocumentCursor cursor = new DocumentCursor(document, document.length);
    for (Column column : COLUMNS) {
      if (cursor.pass(NAMES[column.position()])) {
        if (!passValue(column, cursor)) {
          return Optional.empty();
        }
        ends[column.position()] = cursor.at;
      } else if (column == Column.IS_FRAUD) {
        ends[column.position()] = Payment.ABSENT;
      } else {
        return Optional.empty();
      }
    }
    return cursor.pass('}') && cursor.isAtEnd()
        ? Optional.of(Payment.of(document, ends))
        : Optional.empty();
  }

  /** Passes over a value that surely fits the column. */
  private static boolean passValue(Column column, DocumentCursor cursor) {
    if (cursor.pass(DocumentCursor.NULL)) {
      return !isNeeded(column);
    }
    return column.type().isQuoted()
        ? passString(column, cursor)
        : ColumnRules.passExactNumber(column, cursor);
  }

  /** Where a null is more than a null: what must be there, times that are completed, no flag. */
  private static boolean isNeeded(Column column) {
    return switch (column) {
      case TRANS_NUM, CC_NUM, AMT, TRANS_DATE_TRANS_TIME, UNIX_TIME, IS_FRAUD -> true;
      default -> false;
    };
  }

  private static boolean passString(Column column, DocumentCursor cursor) {
    int from = cursor.at + 1;
    if (!cursor.pass('"')) {
      return false;
    }
    cursor.passText();
    int to = cursor.at;
    return cursor.pass('"') && ColumnRules.isExactString(column, cursor.json, from, to);
  }
}
