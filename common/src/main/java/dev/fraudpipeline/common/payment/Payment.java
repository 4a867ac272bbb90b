package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;

/**
 * One payment in the training-set schema: a flat JSON object with the {@link Column}s in their
 * order, and where each value lies in it. Values are slices of that object, so numbers keep the
 * spelling they came with.
 *
 * <p>Made by {@link PaymentParser}, which has checked that every value fits its column. Holds a
 * byte array that must not be changed. Thread-safe under that rule. Compared by identity; see
 * {@link #id()}.
 */
public final class Payment implements ParsedRow {
  /** The end of a value that is not in the object. */
  static final int ABSENT = -1;

  private static final byte[][] NAMES = names();
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final byte[] json;

  /** By position: the offset behind each value; a value begins behind its name. */
  private final int[] ends;

  private Payment(byte[] json, int[] ends) {
    this.json = json;
    this.ends = ends;
  }

  /**
   * Writes the object from slices of {@code sources}, by position; {@code from} equal to {@code to}
   * stands for a missing value, written as null, or not at all for {@link Column#IS_FRAUD}.
   */
  static Payment of(byte[][] sources, int[] from, int[] to) {
    int columns = NAMES.length;
    int fraud = Column.IS_FRAUD.position();
    int length = 1;
    for (int i = 0; i < columns; i++) {
      boolean missing = from[i] == to[i];
      if (!missing || i != fraud) {
        length += NAMES[i].length + (missing ? NULL.length : to[i] - from[i]);
      }
    }
    byte[] json = new byte[length];
    int[] ends = new int[columns];
    int at = 0;
    for (int i = 0; i < columns; i++) {
      boolean missing = from[i] == to[i];
      if (missing && i == fraud) {
        ends[i] = ABSENT;
        continue;
      }
      at = append(json, at, NAMES[i], 0, NAMES[i].length);
      at =
          missing
              ? append(json, at, NULL, 0, NULL.length)
              : append(json, at, sources[i], from[i], to[i]);
      ends[i] = at;
    }
    json[at] = '}';
    return new Payment(json, ends);
  }

  /**
   * The payment that a document is as it stands.
   *
   * @param ends by position, the offset behind each value
   */
  static Payment of(byte[] document, int[] ends) {
    return new Payment(document, ends);
  }

  private static int append(byte[] target, int at, byte[] source, int from, int to) {
    System.arraycopy(source, from, target, at, to - from);
    return at + to - from;
  }

  /** By position: what stands before each value. */
  static byte[][] names() {
    return Column.ALL.stream()
        .map(c -> (c.position() == 0 ? "{\"" : ",\"") + c.columnName() + "\":")
        .map(name -> name.getBytes(UTF_8))
        .toArray(byte[][]::new);
  }

  /** The flat object, UTF-8: the value of a message in topic_1. Not a copy. */
  public byte[] json() {
    return json;
  }

  /**
   * The flat object with the prediction as its {@code is_fraud}: the value of a message in topic_2.
   * Not to be changed: it is {@link #json()} itself where that says the same already.
   */
  public byte[] jsonWithPrediction(boolean fraud) {
    byte flag = (byte) (fraud ? '1' : '0');
    if (!isNull(Column.IS_FRAUD) && json[from(Column.IS_FRAUD)] == flag) {
      return json;
    }
    byte[] name = NAMES[Column.IS_FRAUD.position()];
    int kept = ends[Column.IS_FRAUD.position() - 1];
    byte[] result = Arrays.copyOf(json, kept + name.length + 2);
    System.arraycopy(name, 0, result, kept, name.length);
    result[result.length - 2] = flag;
    result[result.length - 1] = '}';
    return result;
  }

  /** The key of a message: {@code cc_num} as text, so that one card's payments stay in order. */
  public byte[] key() {
    return Arrays.copyOfRange(json, from(Column.CC_NUM), to(Column.CC_NUM));
  }

  public PaymentId id() {
    return new PaymentId(text(Column.TRANS_NUM), integer(Column.UNIX_TIME));
  }

  public boolean isNull(Column column) {
    return ends[column.position()] == ABSENT || json[from(column)] == 'n';
  }

  /** Where the JSON spelling of a value, quotes included, begins in {@link #json()}. */
  public int from(Column column) {
    int i = column.position();
    return (i == 0 ? 0 : ends[i - 1]) + NAMES[i].length;
  }

  /** Where the JSON spelling of a value ends in {@link #json()}, exclusive. */
  public int to(Column column) {
    return ends[column.position()];
  }

  /** The value as text: a string without its quotes and escapes, a number as it is spelled. */
  public String text(Column column) {
    requireValue(column);
    int from = from(column);
    int to = to(column);
    return column.type().isQuoted()
        ? JsonText.unescape(json, from + 1, to - 1)
        : new String(json, from, to - from, UTF_8);
  }

  /** The value of an integer column; an {@link IllegalStateException} where it is null. */
  public long integer(Column column) {
    requireValue(column);
    int to = to(column);
    int first = from(column);
    boolean negative = json[first] == '-';
    long value = 0;
    for (int i = negative ? first + 1 : first; i < to; i++) {
      value = value * 10 + json[i] - '0';
    }
    // The schema allows 64 bits, of which the least number alone passes the limit here: it comes
    // out right.
    return negative ? -value : value;
  }

  /** The value of a decimal column with its scale: 60.10 has two digits behind the point. */
  public BigDecimal decimal(Column column) {
    return new BigDecimal(text(column));
  }

  public double real(Column column) {
    return Double.parseDouble(text(column));
  }

  public LocalDate date(Column column) {
    return LocalDate.parse(text(column));
  }

  /** The value of a timestamp column, UTC. */
  public LocalDateTime timestamp(Column column) {
    return LocalDateTime.parse(text(column), TimestampText.CANONICAL);
  }

  private void requireValue(Column column) {
    if (isNull(column)) {
      throw new IllegalStateException(column.columnName() + " is null");
    }
  }

  @Override
  public String toString() {
    return "Payment[" + json.length + " bytes]";
  }
}
