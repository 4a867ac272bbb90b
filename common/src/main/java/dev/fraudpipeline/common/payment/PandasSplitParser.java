package dev.fraudpipeline.common.payment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the rows of a pandas "split" document, whichever of its members comes first. Not
 * thread-safe.
 */
final class PandasSplitParser {
  private final RowBuilder builder;
  private final JsonRowParser rowParser;

  PandasSplitParser(RowBuilder builder, JsonRowParser rowParser) {
    this.builder = builder;
    this.rowParser = rowParser;
  }

  /**
   * Reads from the value of the first member that matters to the end of the object.
   *
   * @param firstMember {@code columns} or {@code data}, at whose value the parser stands
   * @param document what the parser reads, from its beginning
   */
  List<ParsedRow> readFrom(String firstMember, JsonParser parser, byte[] document)
      throws IOException {
    SplitColumns columns = null;
    List<ParsedRow> rows = null;
    byte[] earlyData = null;
    String member = firstMember;
    while (member != null) {
      int start = JsonDocumentParser.tokenStart(parser);
      if (member.equals("columns") && columns == null) {
        columns = new SplitColumns(readNames(parser), copySince(start, parser, document));
      } else if (member.equals("data") && rows == null && columns != null) {
        rows = readRows(parser, columns, document);
      } else {
        parser.skipChildren();
        earlyData = member.equals("data") ? copySince(start, parser, document) : earlyData;
      }
      member = parser.nextToken() == JsonToken.FIELD_NAME ? parser.currentName() : null;
      if (member != null) {
        parser.nextToken();
      }
    }
    if (rows == null && earlyData != null && columns != null) {
      try (JsonParser dataParser = JsonDocumentParser.JSON.createParser(earlyData)) {
        dataParser.nextToken();
        rows = readRows(dataParser, columns, earlyData);
      }
    }
    if (rows == null) {
      throw new ShapeException("a split document must have the members columns and data");
    }
    return rows;
  }

  private static byte[] copySince(int start, JsonParser parser, byte[] document) {
    return Arrays.copyOfRange(document, start, JsonDocumentParser.position(parser));
  }

  private static List<String> readNames(JsonParser parser) throws IOException {
    List<String> names = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw new ShapeException("the member columns holds something that is not a name");
      }
      names.add(parser.getText());
    }
    return names;
  }

  private List<ParsedRow> readRows(JsonParser parser, SplitColumns columns, byte[] document)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new ShapeException("the member data is not an array");
    }
    List<ParsedRow> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw new ShapeException("the member data holds something that is not an array");
      }
      rows.add(readRow(parser, columns, document));
    }
    return rows;
  }

  private ParsedRow readRow(JsonParser parser, SplitColumns columns, byte[] document)
      throws IOException {
    builder.begin();
    int start = JsonDocumentParser.tokenStart(parser);
    List<String> names = columns.names();
    int cells = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (cells < names.size()) {
        rowParser.value(names.get(cells), parser);
      } else {
        parser.skipChildren();
      }
      cells++;
    }
    if (cells != names.size()) {
      builder.problem(
          RejectionCode.UNREADABLE,
          "the row has " + cells + " values for " + names.size() + " columns");
    }
    int end = JsonDocumentParser.position(parser);
    return builder.finish(() -> columns.documentOf(document, start, end));
  }
}
