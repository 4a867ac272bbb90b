package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.sandbox.api.Csv;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes a request's body apart: the four JSON forms and CSV. */
final class Payload {
  private static final List<String> FORMS =
      List.of("instances", "dataframe_records", "dataframe_split", "inputs");
  private static final Set<String> LLM_FORMS = Set.of("messages", "input", "prompt");
  private static final Set<String> SPLIT_MEMBERS = Set.of("columns", "index", "data");
  private static final Set<String> CSV_NULLS =
      Set.of("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "<NA>", "#N/A");
  private static final String ONE_OF =
      "The input must be a JSON dictionary with exactly one of the input fields {'instances',"
          + " 'dataframe_records', 'dataframe_split', 'inputs'}. Received ";

  private Payload() {}

  /**
   * Reads a JSON body.
   *
   * @throws Refusal where it has no table in it
   */
  static Table json(byte[] body) {
    Object document = JsonBody.parse(body);
    if (!(document instanceof Map<?, ?> members)) {
      String got =
          document instanceof List
              ? "a list."
              : "unexpected input type '<class '" + Python.type(document) + "'>.";
      throw Refusal.badRequest("Invalid input. " + ONE_OF + got);
    }
    if (members.keySet().stream().anyMatch(LLM_FORMS::contains)) {
      return unnamed(document);
    }
    List<?> forms = members.keySet().stream().filter(FORMS::contains).toList();
    if (forms.size() != 1) {
      throw Refusal.badRequest(
          ONE_OF + "dictionary with input fields: " + Python.repr(forms) + ".");
    }
    Object content = members.get(forms.get(0));
    return switch ((String) forms.get(0)) {
      case "dataframe_split" -> split(content);
      case "dataframe_records" -> records(content);
      default -> tensors(content);
    };
  }

  /**
   * Reads a CSV body, where empty fields and {@code NA} are null and all else is text.
   *
   * @throws Refusal where it has no heading, or a line is too long
   * @throws IllegalStateException where it is not UTF-8
   */
  static Table csv(byte[] body) {
    List<List<String>> records = Csv.parse(utf8(body));
    if (records.isEmpty()) {
      throw unreadableCsv("EmptyDataError: No columns to parse from file");
    }
    List<String> names = records.get(0);
    int rows = records.size() - 1;
    Object[][] columns = new Object[names.size()][rows];
    for (int row = 0; row < rows; row++) {
      List<String> fields = records.get(row + 1);
      if (fields.size() > names.size()) {
        throw unreadableCsv(
            "ParserError: Error tokenizing data. C error: Expected %d fields in line %d, saw %d"
                .formatted(names.size(), row + 2, fields.size()));
      }
      for (int i = 0; i < fields.size(); i++) {
        columns[i][row] = CSV_NULLS.contains(fields.get(i)) ? null : fields.get(i);
      }
    }
    return Table.frame(names, columns, rows);
  }

  static Refusal unreadableCsv(String error) {
    return Refusal.traced(
        "Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid"
            + " CSV-formatted Pandas DataFrame produced using the `pandas.DataFrame.to_csv()`"
            + " method. Error: '"
            + error
            + "'",
        new IllegalArgumentException(error));
  }

  private static Table split(Object content) {
    if (!(content instanceof Map<?, ?> split)) {
      throw Refusal.badRequest(
          "Invalid input. Dataframe split format must be a dictionary. Got " + got(content));
    }
    if (!split.containsKey("data") || !SPLIT_MEMBERS.containsAll(split.keySet())) {
      throw Refusal.badRequest(
          "Invalid input. Dataframe split format must have 'data' field and optionally 'columns'"
              + " and 'index' fields. Got "
              + Python.repr(split.keySet()));
    }
    List<?> rows = split.get("data") == null ? List.of() : list(split.get("data"), "split");
    int width = 0;
    for (Object row : rows) {
      width = Math.max(width, list(row, "split").size());
    }
    List<String> names = new ArrayList<>();
    if (split.get("columns") == null) {
      for (int i = 0; i < width; i++) {
        names.add(Integer.toString(i));
      }
    } else {
      list(split.get("columns"), "split").forEach(name -> names.add(String.valueOf(name)));
    }
    if (!rows.isEmpty() && width != names.size()) {
      throw malformed(
          "split", names.size() + " columns passed, passed data had " + width + " columns");
    }
    Object index = split.get("index");
    if (index != null && list(index, "split").size() != rows.size()) {
      throw malformed(
          "split",
          "Length of values (%d) does not match length of index (%d)"
              .formatted(rows.size(), list(index, "split").size()));
    }
    Object[][] columns = new Object[names.size()][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      List<?> cells = (List<?>) rows.get(row);
      for (int i = 0; i < cells.size(); i++) {
        columns[i][row] = cells.get(i);
      }
    }
    return Table.frame(names, columns, rows.size());
  }

  private static Table records(Object content) {
    if (!(content instanceof List<?> records)) {
      throw Refusal.badRequest(
          "Invalid input. Dataframe records format must be a list of records. Got "
              + (content instanceof Map ? "dictionary." : got(content)));
    }
    if (!records.isEmpty() && records.get(0) instanceof List) {
      return unnamed(content);
    }
    if (!records.stream().allMatch(record -> record instanceof Map)) {
      throw malformed("records", "'NoneType' object has no attribute 'keys'");
    }
    List<String> names = names(records);
    return Table.frame(names, columns(names, records), records.size());
  }

  private static Table tensors(Object content) {
    if (content instanceof Map<?, ?> byColumn && !byColumn.isEmpty()) {
      return columns(byColumn);
    }
    if (content instanceof List<?> records
        && !records.isEmpty()
        && records.stream().allMatch(record -> record instanceof Map)) {
      List<String> names = names(records);
      return new Table(
          names, columns(names, records), records.size(), true, () -> Python.repr(content));
    }
    return unnamed(content);
  }

  private static Table columns(Map<?, ?> byColumn) {
    List<String> names = new ArrayList<>();
    Object[][] columns = new Object[byColumn.size()][];
    for (Map.Entry<?, ?> column : byColumn.entrySet()) {
      Object values = column.getValue();
      columns[names.size()] =
          values instanceof List<?> list ? list.toArray() : new Object[] {values};
      names.add((String) column.getKey());
    }
    int rows = columns[0].length;
    for (Object[] column : columns) {
      if (column.length != rows) {
        throw Refusal.badRequest("Invalid input. All arrays must be of the same length");
      }
    }
    return new Table(names, columns, rows, true, () -> Python.repr(byColumn));
  }

  private static List<String> names(List<?> records) {
    Set<String> names = new LinkedHashSet<>();
    for (Object record : records) {
      ((Map<?, ?>) record).keySet().forEach(key -> names.add((String) key));
    }
    return List.copyOf(names);
  }

  private static Object[][] columns(List<String> names, List<?> records) {
    Object[][] columns = new Object[names.size()][records.size()];
    for (int i = 0; i < columns.length; i++) {
      for (int row = 0; row < records.size(); row++) {
        columns[i][row] = ((Map<?, ?>) records.get(row)).get(names.get(i));
      }
    }
    return columns;
  }

  /** Data without column names, which no signature by name can accept. */
  private static Table unnamed(Object content) {
    return new Table(List.of(), new Object[0][], 0, true, () -> Python.repr(content));
  }

  private static List<?> list(Object value, String form) {
    if (value instanceof Collection) {
      return (List<?>) value;
    }
    throw malformed(form, "object of type '" + Python.type(value) + "' has no len()");
  }

  private static Refusal malformed(String form, String error) {
    return Refusal.badRequest(
        "Invalid input. Provided dataframe_%s field is not a valid dataframe representation in '%s' format. Error: '%s'"
            .formatted(form, form, error));
  }

  private static String got(Object value) {
    return value instanceof List ? "list." : "type <class '" + Python.type(value) + "'>.";
  }

  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("the body is not UTF-8", e);
    }
  }
}
