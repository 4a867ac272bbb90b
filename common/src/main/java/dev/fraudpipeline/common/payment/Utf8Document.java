package dev.fraudpipeline.common.payment;

import java.io.Writer;
import java.util.Arrays;

/**
 * Takes the text of a document that holds JSON, piece by piece, as UTF-8. A lone surrogate, which
 * UTF-8 cannot spell, becomes its JSON escape, so that only the row that holds it is bad and not
 * the whole document. Not thread-safe; to be used again after {@link #clear}.
 */
final class Utf8Document extends Writer {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private byte[] bytes = new byte[0];
  private int length;

  /** The first half of a pair, whose second half is still to come; 0 for none. */
  private char high;

  /**
   * Forgets what was written.
   *
   * @param expected about so many bytes come now
   */
  void clear(int expected) {
    length = 0;
    high = 0;
    if (bytes.length < expected) {
      bytes = new byte[expected];
    }
  }

  /** The document is at the beginning of this array, which is valid until the next write. */
  byte[] bytes() {
    return bytes;
  }

  /** So many bytes are the document; to be asked for once all of it was written. */
  int length() {
    flush();
    return length;
  }

  @Override
  public void write(char[] text, int from, int count) {
    int end = from + count;
    for (int i = from; i < end; i++) {
      char c = text[i];
      if (c < 0x80 && high == 0) {
        put(c);
      } else {
        unusual(c);
      }
    }
  }

  private void unusual(char c) {
    if (high != 0) {
      if (Character.isLowSurrogate(c)) {
        fourBytes(Character.toCodePoint(high, c));
        high = 0;
        return;
      }
      flush();
    }
    if (Character.isHighSurrogate(c)) {
      high = c;
    } else if (Character.isLowSurrogate(c)) {
      escape(c);
    } else if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | (c >> 6));
      follow(c);
    } else {
      put(0xe0 | (c >> 12));
      follow(c >> 6);
      follow(c);
    }
  }

  private void fourBytes(int codePoint) {
    put(0xf0 | (codePoint >> 18));
    follow(codePoint >> 12);
    follow(codePoint >> 6);
    follow(codePoint);
  }

  /** A byte that follows, with the lowest six bits. */
  private void follow(int bits) {
    put(0x80 | (bits & 0x3f));
  }

  private void escape(char surrogate) {
    put('\\');
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      put(HEX[(surrogate >> shift) & 0xf]);
    }
  }

  private void put(int b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(64, length + (length >> 1)));
    }
    bytes[length++] = (byte) b;
  }

  /** What is pending has no second half. */
  @Override
  public void flush() {
    if (high != 0) {
      char lone = high;
      high = 0;
      escape(lone);
    }
  }

  @Override
  public void close() {
    flush();
  }
}
