package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The values of one row, in the schema's spelling, as they are found; in the end a {@link Payment},
 * or an {@link InvalidRow} with the first thing that is wrong. Not thread-safe; used again for row
 * after row.
 */
final class RowBuilder {
  /** By position: the array that holds the value, and where; missing where it takes no bytes. */
  private final byte[][] source = new byte[Column.ALL.size()][];

  private final int[] from = new int[Column.ALL.size()];
  private final int[] to = new int[Column.ALL.size()];
  private LocalDateTime currentTime;
  private Rejection problem;

  /** Forgets the row before. */
  void begin() {
    Arrays.fill(from, 0);
    Arrays.fill(to, 0);
    currentTime = null;
    problem = null;
  }

  boolean isMissing(Column column) {
    return from[column.position()] == to[column.position()];
  }

  /** Takes the column's value as JSON. */
  void put(Column column, String json) {
    put(column, json.getBytes(UTF_8));
  }

  void put(Column column, byte[] json) {
    put(column, json, 0, json.length);
  }

  /** Takes the column's value as JSON from where it stands, and stays until the row is finished. */
  void put(Column column, byte[] holder, int start, int end) {
    int i = column.position();
    source[i] = holder;
    from[i] = start;
    to[i] = end;
  }

  void putTimestamp(LocalDateTime time) {
    put(Column.TRANS_DATE_TRANS_TIME, TimestampText.json(time));
  }

  boolean hasCurrentTime() {
    return currentTime != null;
  }

  /** Takes the time that stands for both time columns, whatever these are. */
  void currentTime(LocalDateTime time) {
    currentTime = time;
  }

  /** Notes what is wrong with the row; the first such thing is its rejection. */
  void problem(RejectionCode code, String reason) {
    if (problem == null) {
      problem = new Rejection(code, reason);
    }
  }

  /**
   * The row as a payment, or what is wrong with it.
   *
   * @param original gives the bytes of a row that is bad; not asked otherwise
   */
  ParsedRow finish(Supplier<byte[]> original) {
    completeTimes();
    require(Column.TRANS_NUM);
    require(Column.CC_NUM);
    require(Column.AMT);
    return problem == null ? Payment.of(source, from, to) : new InvalidRow(problem, original.get());
  }

  private void require(Column column) {
    if (isMissing(column)) {
      problem(RejectionCode.MISSING_COLUMN, column.columnName() + " is missing or null");
    }
  }

  /** Both time columns from whatever time there is. */
  private void completeTimes() {
    boolean noText = isMissing(Column.TRANS_DATE_TRANS_TIME);
    boolean noSeconds = isMissing(Column.UNIX_TIME);
    if (currentTime != null) {
      putTimestamp(currentTime);
      putSeconds(currentTime);
    } else if (problem == null && noText && noSeconds) {
      problem(
          RejectionCode.MISSING_COLUMN,
          "the time is missing: none of trans_date_trans_time, unix_time and current_time is"
              + " there");
    } else if (problem == null && noText) {
      TimestampText.ofEpochSecond(Long.parseLong(text(Column.UNIX_TIME)))
          .ifPresent(this::putTimestamp);
    } else if (problem == null && noSeconds) {
      String quoted = text(Column.TRANS_DATE_TRANS_TIME);
      TimestampText.timestamp(quoted.substring(1, quoted.length() - 1)).ifPresent(this::putSeconds);
    }
  }

  private void putSeconds(LocalDateTime time) {
    put(Column.UNIX_TIME, Long.toString(time.toEpochSecond(ZoneOffset.UTC)));
  }

  private String text(Column column) {
    int i = column.position();
    return new String(source[i], from[i], to[i] - from[i], UTF_8);
  }
}
