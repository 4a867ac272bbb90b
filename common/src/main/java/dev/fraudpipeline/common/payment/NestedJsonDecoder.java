package dev.fraudpipeline.common.payment;

/**
 * Takes the document out of a JSON string that holds it, byte by byte. Strings with anything but
 * ASCII and escapes of one character are left to {@link JsonDocumentParser}. Not thread-safe; used
 * again, since large arrays are dear to make.
 */
final class NestedJsonDecoder {
  private byte[] bytes = new byte[0];
  private int length;

  /**
   * Decodes a document that is one such string and nothing else.
   *
   * @return whether it is
   */
  boolean decode(byte[] document) {
    int limit = document.length - 1;
    if (limit < 1 || document[0] != '"' || document[limit] != '"') {
      return false;
    }
    if (bytes.length < limit) {
      bytes = new byte[limit];
    }
    byte[] target = bytes;
    int to = 0;
    int at = 1;
    while (at < limit) {
      byte b = document[at++];
      if (b == '\\') {
        // The last backslash has the last quote behind it, which then does not end the string.
        b = at == limit ? 0 : unescaped(document[at++]);
        if (b == 0) {
          return false;
        }
      } else if (b < ' ' || b == '"') {
        return false;
      }
      target[to++] = b;
    }
    length = to;
    return true;
  }

  /** The character of an escape of one letter; 0 where there is no such escape. */
  private static byte unescaped(byte letter) {
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> 0;
    };
  }

  /** The document is at the beginning of this array, which is valid until the next decoding. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
