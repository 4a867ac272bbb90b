package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
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
    String text = new String(json, from, to - from, UTF_8);
    if (text.indexOf('\\') < 0) {
      return text;
    }
    try (JsonParser parser = JsonDocumentParser.JSON.createParser('"' + text + '"')) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new IllegalStateException("a value that was checked is no JSON string", e);
    }
  }

  /** A string whose only escapes are those of slashes, which need none, quotes included. */
  static byte[] withoutBackslashes(byte[] json, int from, int to) {
    return new String(json, from, to - from, US_ASCII).replace("\\", "").getBytes(US_ASCII);
  }

  /** True where half of a surrogate pair stands alone: neither UTF-8 nor PostgreSQL can hold it. */
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
