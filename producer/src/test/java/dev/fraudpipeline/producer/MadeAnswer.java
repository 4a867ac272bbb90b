package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * An answer of the API in any of the shapes that it may have, made at random, and what must come of
 * each of its rows. Knows the rules of the documents, and nothing of the code that reads them.
 *
 * @param body as the API would send it
 * @param expected by row: the record's value in topic_1, or null where the row must be rejected
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MadeAnswer(byte[] body, List<String> expected) {
  private static final int MOST_ROWS = 4;

  static MadeAnswer of(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> flat(random);
      case 1 -> array(random);
      default -> split(random);
    };
  }

  private static MadeAnswer flat(Random random) {
    MadeRow row = MadeRow.of(random, MadeRow.columns(random));
    return made(random, object(row, random), List.of(row));
  }

  private static MadeAnswer array(Random random) {
    List<MadeRow> rows = new ArrayList<>();
    for (int i = random.nextInt(MOST_ROWS); i >= 0; i--) {
      rows.add(MadeRow.of(random, MadeRow.columns(random)));
    }
    String objects =
        rows.stream().map(row -> object(row, random)).collect(Collectors.joining(",", "[", "]"));
    return made(random, objects, rows);
  }

  private static MadeAnswer split(Random random) {
    List<String> columns = MadeRow.columns(random);
    List<MadeRow> rows = new ArrayList<>();
    for (int i = random.nextInt(MOST_ROWS + 1); i > 0; i--) {
      rows.add(MadeRow.of(random, columns));
    }
    List<String> members = new ArrayList<>();
    members.add("\"columns\":" + columns.stream().map(MadeAnswer::quoted).collect(list()));
    members.add(
        "\"data\":"
            + rows.stream().map(row -> row.cells().stream().collect(list())).collect(list()));
    if (random.nextBoolean()) {
      members.add("\"index\":[" + random.nextInt() + "]");
    }
    Collections.shuffle(members, random);
    return made(random, "{" + String.join(",", members) + "}", rows);
  }

  private static java.util.stream.Collector<CharSequence, ?, String> list() {
    return Collectors.joining(",", "[", "]");
  }

  private static String object(MadeRow row, Random random) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      members.add(quoted(row.columns().get(i)) + ":" + row.cells().get(i));
    }
    Collections.shuffle(members, random);
    return "{" + String.join(random.nextBoolean() ? "," : " ,\n", members) + "}";
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  /** As it is, or once more encoded, as the real service does. */
  private static MadeAnswer made(Random random, String json, List<MadeRow> rows) {
    String body = random.nextBoolean() ? json : encoded(json, random.nextBoolean());
    List<String> expected = new ArrayList<>();
    rows.forEach(row -> expected.add(row.expected()));
    return new MadeAnswer(body.getBytes(UTF_8), expected);
  }

  private static String encoded(String json, boolean asciiOnly) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      switch (c) {
        case '"', '\\', '/' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        default -> {
          if (c < 0x80 || !asciiOnly) {
            text.append(c);
          } else {
            text.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    return text.append('"').toString();
  }

  /** The names of the schema's columns that the API has, too. */
  static List<String> schemaColumns() {
    return Column.ALL.stream().map(Column::columnName).toList();
  }
}
