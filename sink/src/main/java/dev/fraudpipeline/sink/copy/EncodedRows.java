package dev.fraudpipeline.sink.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fraudpipeline.common.schema.Column;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.postgresql.copy.CopyIn;

/**
 * A batch's rows as PostgreSQL's binary COPY takes them, any stretch of which can be written: for
 * bisecting. Its memory is used again for batch after batch. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
public final class EncodedRows {
  private static final byte[] HEADER = "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(ISO_8859_1);
  private static final byte[] TRAILER = {-1, -1};

  /** Score, model and time of the prediction. */
  private static final int MORE_FIELDS = 3;

  private static final int MORE_BYTES = 3 * 12;
  private static final int MOST_BYTES_PER_CHARACTER = 3;

  /** So that one unusual batch is not remembered for ever. */
  private static final int KEPT = 8 << 20;

  /** What is written at once: between two pieces the driver looks for what the server says. */
  private static final int PIECE = 64 << 10;

  private static final List<Column> COLUMNS = Column.ALL;

  private final FieldEncoder fields = new FieldEncoder();
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
  private int[] starts = new int[1_024];
  private int size;

  /** Takes these payments in place of those before, checked against the schema by their reader. */
  public void encode(List<ScoredPayment> payments) {
    if (bytes.capacity() > KEPT) {
      bytes = ByteBuffer.allocate(KEPT);
    }
    bytes.clear();
    size = 0;
    starts = starts.length > payments.size() ? starts : new int[payments.size() + 1];
    for (ScoredPayment payment : payments) {
      starts[size] = bytes.position();
      encode(payment);
      size++;
    }
    starts[size] = bytes.position();
  }

  private void encode(ScoredPayment scored) {
    int modelLength = scored.model().map(String::length).orElse(0);
    int most =
        FieldEncoder.mostBytes(scored.payment())
            + MOST_BYTES_PER_CHARACTER * modelLength
            + MORE_BYTES;
    if (bytes.remaining() < most) {
      int larger = Math.max(2 * bytes.capacity(), bytes.position() + most);
      bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), larger)).position(bytes.position());
    }
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
        .map(OffsetDateTime::toInstant)
        .ifPresentOrElse(
            time -> FieldEncoder.instant(time.toEpochMilli(), bytes),
            () -> FieldEncoder.none(bytes));
  }

  /** How many rows. */
  public int size() {
    return size;
  }

  /** Writes the rows from one number to another, exclusive, as a whole COPY stream. */
  void writeTo(CopyIn copy, int from, int to) throws SQLException {
    copy.writeToCopy(HEADER, 0, HEADER.length);
    int end = starts[to];
    for (int at = starts[from]; at < end; at += PIECE) {
      copy.writeToCopy(bytes.array(), at, Math.min(PIECE, end - at));
    }
    copy.writeToCopy(TRAILER, 0, TRAILER.length);
  }
}
