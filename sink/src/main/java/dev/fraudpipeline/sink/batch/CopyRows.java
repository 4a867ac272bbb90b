package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fraudpipeline.common.payment.Column;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntPredicate;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/**
 * A batch's rows as PostgreSQL's binary COPY takes them, any stretch of which can be written: for
 * bisecting. Its memory is used again for batch after batch. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
public final class CopyRows {
  private static final byte[] HEADER = "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(ISO_8859_1);
  private static final byte[] TRAILER = {-1, -1};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Score, model and time of the prediction. */
  private static final int MORE_FIELDS = 3;

  private static final int MORE_BYTES = 3 * 12;
  private static final int MOST_BYTES_PER_CHARACTER = 3;

  /** A payment's row has some 320. */
  private static final int USUAL_BYTES = 360;

  /**
   * The size of the pieces that are written. Between two of them the driver looks for what the
   * server says, and waits a millisecond for it.
   */
  private static final int PIECE = 256 << 10;

  private static final List<Column> COLUMNS = Column.ALL;

  private final FieldEncoder fields = new FieldEncoder();
  private final PackedBytes rows;

  /**
   * @param expected how many rows there is room for from the start
   */
  public CopyRows(int expected) {
    rows = new PackedBytes((long) expected * USUAL_BYTES);
  }

  /** Forgets the batch before. */
  public void clear() {
    rows.clear();
  }

  /** Takes one more, which its reader has checked against the schema. */
  public void add(ScoredPayment scored) {
    int modelLength = scored.model().map(String::length).orElse(0);
    ByteBuffer bytes =
        rows.next(
            FieldEncoder.mostBytes(scored.payment())
                + MOST_BYTES_PER_CHARACTER * modelLength
                + MORE_BYTES);
    bytes.putShort((short) (COLUMNS.size() + MORE_FIELDS));
    for (Column column : COLUMNS) {
      fields.write(scored.payment(), column, bytes);
    }
    scored
        .score()
        .ifPresentOrElse(score -> FieldEncoder.real(score, bytes), () -> FieldEncoder.none(bytes));
    scored
        .model()
        .ifPresentOrElse(model -> FieldEncoder.text(model, bytes), () -> FieldEncoder.none(bytes));
    scored
        .predictedAt()
        .ifPresentOrElse(
            time -> FieldEncoder.instant(time.toEpochMilli(), bytes),
            () -> FieldEncoder.none(bytes));
    rows.end();
  }

  /** Forgets some rows; the others move up. */
  public void keepOnly(IntPredicate kept) {
    rows.keepOnly(kept);
  }

  public int size() {
    return rows.size();
  }

  /** Writes the rows from one number to another, exclusive, as a whole COPY stream. */
  public void writeTo(CopyIn copy, int from, int to) throws SQLException {
    int end = rows.start(to);
    // In one piece with the first rows: the server should have something to do at once.
    ByteBuffer before = ByteBuffer.wrap(HEADER);
    for (int at = rows.start(from); at < end; at += PIECE) {
      ByteBuffer piece = ByteBuffer.wrap(rows.array(), at, Math.min(PIECE, end - at));
      copy.writeToCopy(ByteStreamWriter.of(before, piece));
      before = NOTHING;
    }
    copy.writeToCopy(TRAILER, 0, TRAILER.length);
  }
}
