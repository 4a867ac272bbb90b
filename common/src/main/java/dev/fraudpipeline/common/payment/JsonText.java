package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Strings as the schema's documents spell them: UTF-8, and escapes only where JSON demands them.
 */
final class JsonText {
  /** One half alone: of a whole pair a pattern sees the character. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private JsonText() {}

  /** The JSON string for {@code text}, quotes included. */
  static byte[] quoted(String text) {
    byte[] content = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] result = new byte[content.length + 2];
    result[0] = '"';
    System.arraycopy(content, 0, result, 1, content.length);
    result[result.length - 1] = '"';
    return result;
  }

  /**
   * The text of a JSON string's content that {@link #quoted} wrote, or that has no escapes.
   *
   * @param from behind the opening quote
   * @param to at the closing quote
   */
  static String unescape(byte[] json, int from, int to) {
    for (int i = from; i < to; i++) {
      if (json[i] == '\\') {
        return unescapeFrom(json, from, i, to);
      }
    }
    return new String(json, from, to - from, UTF_8);
  }

  private static String unescapeFrom(byte[] json, int from, int firstEscape, int to) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from);
    plain.write(json, from, firstEscape - from);
    int i = firstEscape;
    while (i < to) {
      if (json[i] != '\\') {
        plain.write(json[i]);
        i++;
        continue;
      }
      byte escaped = json[i + 1];
      i += 2;
      switch (escaped) {
        case 'b' -> plain.write('\b');
        case 't' -> plain.write('\t');
        case 'n' -> plain.write('\n');
        case 'f' -> plain.write('\f');
        case 'r' -> plain.write('\r');
        case 'u' -> {
          // Only control characters are written so: one byte in UTF-8.
          plain.write(Integer.parseInt(new String(json, i, 4, UTF_8), 16));
          i += 4;
        }
        default -> plain.write(escaped);
      }
    }
    return plain.toString(UTF_8);
  }

  /** A string whose only escapes are those of slashes, which need none, quotes included. */
  static byte[] withoutBackslashes(byte[] json, int from, int to) {
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (json[i] != '\\') {
        plain[length++] = json[i];
      }
    }
    return Arrays.copyOf(plain, length);
  }

  /** Whether half of a surrogate pair stands alone, which neither UTF-8 nor PostgreSQL can hold. */
  static boolean hasLoneSurrogate(String text) {
    return !new String(text.getBytes(UTF_8), UTF_8).equals(text);
  }

  /**
   * JSON as UTF-8. A lone surrogate, which UTF-8 cannot spell, becomes its escape, so that only the
   * row that holds it is bad and not the whole document.
   */
  static byte[] utf8(String json) {
    return LONE_SURROGATE
        .matcher(json)
        .replaceAll(lone -> String.format(Locale.ROOT, "\\\\u%04x", (int) lone.group().charAt(0)))
        .getBytes(UTF_8);
  }
}
