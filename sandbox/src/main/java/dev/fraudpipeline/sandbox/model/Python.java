package dev.fraudpipeline.sandbox.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Spells values as Python does: {@code json.dumps} for replies, {@code repr} in messages. */
final class Python {
  private static final String HEX = "0123456789abcdef";

  private Python() {}

  /**
   * {@code json.dumps}: pure ASCII, a blank after commas and colons, and NaN and infinities as
   * words that are not JSON.
   *
   * @throws IllegalArgumentException for what Python cannot serialise
   */
  static byte[] json(Object value) {
    var out = new StringBuilder();
    write(out, value, true);
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  static String repr(Object value) {
    var out = new StringBuilder();
    write(out, value, false);
    return out.toString();
  }

  /**
   * The shortest digits that read back as the same double, with an exponent where Python has one.
   */
  static String repr(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal shorter = digits.round(new MathContext(Math.max(1, digits.precision() - 1)));
    if (shorter.doubleValue() == value) {
      digits =
          shorter.stripTrailingZeros(); // before JDK 19 Double.toString can be a digit too long
    }
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = digits.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String mantissa = digits.movePointLeft(exponent).toPlainString();
    String sign = exponent < 0 ? "-" : "+";
    int size = Math.abs(exponent);
    return mantissa + "e" + sign + (size < 10 ? "0" : "") + size;
  }

  /** A {@code bytes} literal. */
  static String repr(byte[] bytes) {
    var out = new StringBuilder("b");
    return quoted(out, new String(bytes, StandardCharsets.ISO_8859_1), true).toString();
  }

  /** The name of the type, as messages have it. */
  static String type(Object value) {
    if (value == null) {
      return "NoneType";
    }
    return value instanceof String
        ? "str"
        : value instanceof Boolean
            ? "bool"
            : value instanceof Double
                ? "float"
                : value instanceof List ? "list" : value instanceof Map ? "dict" : "int";
  }

  private static void write(StringBuilder out, Object value, boolean json) {
    if (value == null) {
      out.append(json ? "null" : "None");
    } else if (value instanceof Boolean bool) {
      out.append(json ? bool.toString() : bool ? "True" : "False");
    } else if (value instanceof Double || value instanceof Float) {
      number(out, ((Number) value).doubleValue(), json);
    } else if (value instanceof Number) {
      out.append(value);
    } else if (value instanceof String text) {
      if (json) {
        jsonText(out, text);
      } else {
        quoted(out, text, false);
      }
    } else if (value instanceof int[] numbers) {
      array(out, numbers);
    } else if (value instanceof double[] numbers) {
      array(out, numbers, json);
    } else if (value instanceof Iterable<?> list) {
      out.append('[');
      String separator = "";
      for (Object item : list) {
        write(out.append(separator), item, json);
        separator = ", ";
      }
      out.append(']');
    } else if (value instanceof Map<?, ?> map) {
      object(out, map, json);
    } else {
      throw new IllegalArgumentException(value.getClass() + " is not JSON serializable");
    }
  }

  private static void object(StringBuilder out, Map<?, ?> map, boolean json) {
    out.append('{');
    for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<?, ?> member = i.next();
      write(out, member.getKey(), json);
      write(out.append(": "), member.getValue(), json);
      out.append(i.hasNext() ? ", " : "");
    }
    out.append('}');
  }

  private static void array(StringBuilder out, int[] numbers) {
    out.append('[');
    for (int i = 0; i < numbers.length; i++) {
      out.append(i == 0 ? "" : ", ").append(numbers[i]);
    }
    out.append(']');
  }

  private static void array(StringBuilder out, double[] numbers, boolean json) {
    out.append('[');
    for (int i = 0; i < numbers.length; i++) {
      number(out.append(i == 0 ? "" : ", "), numbers[i], json);
    }
    out.append(']');
  }

  private static void number(StringBuilder out, double value, boolean json) {
    if (Double.isNaN(value)) {
      out.append(json ? "NaN" : "nan");
    } else if (Double.isInfinite(value)) {
      out.append(value < 0 ? "-" : "").append(json ? "Infinity" : "inf");
    } else {
      out.append(repr(value));
    }
  }

  private static void jsonText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            out.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15));
            out.append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static StringBuilder quoted(StringBuilder out, String text, boolean bytes) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(
            c -> {
              if (c == quote || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c == '\n') {
                out.append("\\n");
              } else if (c == '\r') {
                out.append("\\r");
              } else if (c == '\t') {
                out.append("\\t");
              } else if (isPrintable(c) && !(bytes && c > 0x7e)) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", c));
              }
            });
    return out.append(quote);
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
