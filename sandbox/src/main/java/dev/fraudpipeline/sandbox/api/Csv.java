package dev.fraudpipeline.sandbox.api;

import java.util.ArrayList;
import java.util.List;

/** Reads RFC 4180: quoted fields may hold commas, line breaks and doubled quotes. */
public final class Csv {
  private Csv() {}

  /**
   * All records of a text, the heading included; lines without a character are skipped.
   *
   * @throws IllegalArgumentException where a quote is not closed
   */
  public static List<List<String>> parse(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        boolean doubled = c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (c != '"' || doubled) {
          field.append(c);
          i += doubled ? 1 : 0;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        fields.add(take(field));
      } else if (c == '\n') {
        end(records, fields, field);
        fields = new ArrayList<>();
      } else if (c != '\r') {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quoted field has no end");
    }
    end(records, fields, field);
    return records;
  }

  private static void end(List<List<String>> records, List<String> fields, StringBuilder field) {
    if (!fields.isEmpty() || field.length() > 0) {
      fields.add(take(field));
      records.add(fields);
    }
  }

  private static String take(StringBuilder field) {
    String text = field.toString();
    field.setLength(0);
    return text;
  }
}
