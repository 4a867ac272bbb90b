package dev.fraudpipeline.common.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fraudpipeline.common.rejected.RejectedCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the rows of a pandas "split" document, whichever of its members comes first. Not
 * thread-safe.
 */
final class SplitReader {
  private final RowReader row;

  SplitReader(RowReader row) {
    this.row = row;
  }

  /**
   * Reads from the value of the first member that matters to the end of the object.
   *
   * @param firstMember {@code columns} or {@code data}, at whose value the parser stands
   * @param document what the parser reads
   * @param original what a document with one bad row is rejected as
   */
  List<Row> readFrom(String firstMember, JsonParser parser, byte[] document, byte[] original)
      throws IOException {
    List<String> columns = null;
    List<Row> rows = null;
    byte[] columnsJson = null;
    byte[] laterData = null;
    String member = firstMember;
    do {
      int start = (int) parser.currentTokenLocation().getByteOffset();
      if (member.equals("columns") && columns == null) {
        columns = readColumns(parser);
        columnsJson =
            Arrays.copyOfRange(document, start, (int) parser.currentLocation().getByteOffset());
      } else if (member.equals("data") && rows == null && columns != null) {
        rows = readRows(parser, columns, columnsJson, document, original);
      } else {
        parser.skipChildren();
        if (member.equals("data")) {
          laterData =
              Arrays.copyOfRange(document, start, (int) parser.currentLocation().getByteOffset());
        }
      }
      if (parser.nextToken() != JsonToken.FIELD_NAME) {
        break;
      }
      member = parser.currentName();
      parser.nextToken();
    } while (true);
    if (rows == null && laterData != null && columns != null) {
      try (JsonParser dataParser = PaymentReader.JSON.createParser(laterData)) {
        dataParser.nextToken();
        rows = readRows(dataParser, columns, columnsJson, laterData, original);
      }
    }
    if (rows == null) {
      throw new ShapeException("a split document must have the members columns and data");
    }
    return rows;
  }

  private static List<String> readColumns(JsonParser parser) throws IOException {
    List<String> columns = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw new ShapeException("the member columns holds something that is not a name");
      }
      columns.add(parser.getText());
    }
    return columns;
  }

  private List<Row> readRows(
      JsonParser parser, List<String> columns, byte[] columnsJson, byte[] document, byte[] original)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new ShapeException("the member data is not an array");
    }
    List<Row> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw new ShapeException("the member data holds something that is not an array");
      }
      int start = (int) parser.currentTokenLocation().getByteOffset();
      row.begin();
      int cells = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (cells < columns.size()) {
          row.value(columns.get(cells), parser, document);
        } else {
          parser.skipChildren();
        }
        cells++;
      }
      if (cells != columns.size()) {
        row.problem(
            RejectedCode.UNREADABLE,
            "the row has " + cells + " values for " + columns.size() + " columns");
      }
      int end = (int) parser.currentLocation().getByteOffset();
      rows.add(row.finish(() -> oneRowSplit(columnsJson, document, start, end)));
    }
    return PaymentReader.wholeWhereAlone(rows, original);
  }

  private static byte[] oneRowSplit(byte[] columnsJson, byte[] document, int start, int end) {
    ByteArrayOutputStream split = new ByteArrayOutputStream();
    split.writeBytes("{\"columns\":".getBytes(UTF_8));
    split.writeBytes(columnsJson);
    split.writeBytes(",\"data\":[".getBytes(UTF_8));
    split.write(document, start, end - start);
    split.writeBytes("]}".getBytes(UTF_8));
    return split.toByteArray();
  }
}
