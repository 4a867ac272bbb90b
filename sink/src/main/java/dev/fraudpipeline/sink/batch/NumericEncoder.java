package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.nio.ByteBuffer;

/**
 * Writes decimals as PostgreSQL's {@code numeric_recv} reads them: groups of four decimal digits,
 * the weight of the first group in powers of 10,000, the sign, and the number of digits behind the
 * point, so that 60.10 stays 60.10. Not thread-safe.
 */
final class NumericEncoder {
  private static final int NEGATIVE = 0x4000;

  // The schema allows 15 digits before the point and 10 behind it.
  private static final int GROUPS_BEFORE_POINT = 4;
  private static final int GROUPS_BEHIND_POINT = 3;
  private static final int MOST_BEFORE_POINT = 4 * GROUPS_BEFORE_POINT;
  private static final int MOST_BEHIND_POINT = 4 * GROUPS_BEHIND_POINT;

  private final short[] groups = new short[GROUPS_BEFORE_POINT + GROUPS_BEHIND_POINT];

  /** Writes the number that stands in the slice, an exponent included, with its length before. */
  void write(byte[] json, int from, int to, ByteBuffer out) {
    if (!writePlain(json, from, to, out)) {
      byte[] plain =
          new BigDecimal(new String(json, from, to - from, US_ASCII))
              .toPlainString()
              .getBytes(US_ASCII);
      if (!writePlain(plain, 0, plain.length, out)) {
        throw new IllegalArgumentException("a number with more digits than the schema allows");
      }
    }
  }

  private boolean writePlain(byte[] json, int from, int to, ByteBuffer out) {
    boolean negative = json[from] == '-';
    long whole = 0;
    long fraction = 0;
    int before = 0;
    int behind = -1;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      int digit = json[i] - '0';
      if (json[i] == '.' && behind < 0) {
        behind = 0;
      } else if (digit < 0 || digit > 9) {
        return false;
      } else if (behind < 0) {
        whole = whole * 10 + digit;
        before++;
      } else {
        fraction = fraction * 10 + digit;
        behind++;
      }
      if (before > MOST_BEFORE_POINT || behind > MOST_BEHIND_POINT) {
        return false;
      }
    }
    int scale = Math.max(0, behind);
    for (int i = scale; i < MOST_BEHIND_POINT; i++) {
      fraction *= 10;
    }
    write(negative, whole, fraction, scale, out);
    return true;
  }

  private void write(boolean negative, long whole, long fraction, int scale, ByteBuffer out) {
    split(whole, 0, GROUPS_BEFORE_POINT);
    split(fraction, GROUPS_BEFORE_POINT, groups.length);
    int first = 0;
    while (first < groups.length && groups[first] == 0) {
      first++;
    }
    int end = groups.length;
    while (end > first && groups[end - 1] == 0) {
      end--;
    }
    int count = end - first;
    out.putInt(8 + 2 * count);
    out.putShort((short) count);
    out.putShort((short) (count == 0 ? 0 : GROUPS_BEFORE_POINT - 1 - first));
    // There is no negative zero.
    out.putShort((short) (negative && count > 0 ? NEGATIVE : 0));
    out.putShort((short) scale);
    for (int i = first; i < end; i++) {
      out.putShort(groups[i]);
    }
  }

  /** The number's groups of four digits, the last of them just before {@code to}. */
  private void split(long number, int from, int to) {
    long left = number;
    for (int i = to - 1; i >= from; i--) {
      groups[i] = (short) (left % 10_000);
      left /= 10_000;
    }
  }
}
