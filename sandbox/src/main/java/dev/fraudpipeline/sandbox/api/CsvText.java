package dev.fraudpipeline.sandbox.api;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.util.List;

/** Reads RFC 4180: quoted fields may hold separators, line breaks and doubled quotes. */
public final class CsvText {
  private static final ObjectReader ROWS =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build()
          .readerForListOf(String.class);

  private CsvText() {}

  /**
   * All records of a text, the heading included.
   *
   * @throws IOException where a quote is not closed
   */
  public static List<List<String>> records(String text) throws IOException {
    try (MappingIterator<List<String>> records = ROWS.readValues(text)) {
      return records.readAll();
    }
  }

  /** The same one by one; the iterator closes the text. */
  static MappingIterator<List<String>> records(Reader text, char separator) throws IOException {
    return ROWS.with(CsvSchema.emptySchema().withColumnSeparator(separator)).readValues(text);
  }
}
