package dev.fraudpipeline.sandbox.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A table of payments, read row by row: the training file, the same saved again by another program
 * (columns in another order, an index titled or not, separated by semicolons or tabs), or one with
 * the API's columns. Columns that nobody knows are left out. Not thread-safe.
 */
final class ReplayTable implements AutoCloseable {
  private static final String SEPARATORS = ",;\t|";
  private static final Pattern DECIMAL_COMMA = Pattern.compile("-?[0-9]+,[0-9]+");
  private static final Pattern SHORTENED = Pattern.compile("[0-9.,]+[eE]\\+?[0-9]+");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
  private static final Set<String> TIMES =
      Set.of(
          SplitJson.CURRENT_TIME,
          Column.UNIX_TIME.columnName(),
          Column.TRANS_DATE_TRANS_TIME.columnName());

  private final Path file;
  private final MappingIterator<List<String>> rows;
  private final List<String> heading;
  private final List<String> columns;
  private final boolean decimalCommas;
  private final PaymentParser reader = new PaymentParser();
  private long line;
  private int number;

  private ReplayTable(Path file, MappingIterator<List<String>> rows, boolean decimalCommas)
      throws IOException {
    this.file = file;
    this.rows = rows;
    this.decimalCommas = decimalCommas;
    heading =
        read().orElse(List.of()).stream()
            .map(title -> title.strip().toLowerCase(Locale.ROOT))
            .toList();
    columns = heading.stream().filter(ReplayTable::isKnown).toList();
    checkHeading();
  }

  /**
   * Opens it, and reads its heading.
   *
   * @throws IOException where it cannot be read
   * @throws ReplayFormatException where columns are missing without which there is no payment
   */
  static ReplayTable open(Path file) throws IOException {
    char separator;
    try (BufferedReader text = TextFile.open(file)) {
      separator = separator(Optional.ofNullable(text.readLine()).orElse(""));
    }
    MappingIterator<List<String>> rows = CsvText.records(TextFile.open(file), separator);
    return new ReplayTable(file, rows, separator == ';');
  }

  private static char separator(String heading) {
    char most = ',';
    for (int i = 0; i < SEPARATORS.length(); i++) {
      char candidate = SEPARATORS.charAt(i);
      if (count(heading, candidate) > count(heading, most)) {
        most = candidate;
      }
    }
    return most;
  }

  private static long count(String text, char sought) {
    return text.chars().filter(c -> c == sought).count();
  }

  private static boolean isKnown(String title) {
    return title.equals(SplitJson.CURRENT_TIME) || Column.named(title).isPresent();
  }

  private void checkHeading() {
    for (Column needed : List.of(Column.TRANS_NUM, Column.CC_NUM, Column.AMT)) {
      if (!columns.contains(needed.columnName())) {
        throw new ReplayFormatException(
            file,
            1,
            ": the heading has no column "
                + needed.columnName()
                + "; payments have the columns of the training file or of the payments API");
      }
    }
    if (columns.stream().noneMatch(TIMES::contains)) {
      throw new ReplayFormatException(
          file, 1, ": the heading has no time: no column " + String.join(" or ", TIMES));
    }
    Set<String> seen = new HashSet<>();
    columns.stream()
        .filter(column -> !seen.add(column))
        .findFirst()
        .ifPresent(
            twice -> {
              throw new ReplayFormatException(file, 1, ": column " + twice + " is there twice");
            });
  }

  /** The columns of the rows, in their order. */
  List<String> columns() {
    return columns;
  }

  /**
   * The next row; empty at the end.
   *
   * @throws ReplayFormatException where it is no payment
   */
  Optional<AnswerRow> next() throws IOException {
    Optional<List<String>> cells = read();
    return cells.isPresent() ? Optional.of(row(cells.get())) : Optional.empty();
  }

  private Optional<List<String>> read() throws IOException {
    try {
      line = Math.max(1, rows.getCurrentLocation().getLineNr());
      return rows.hasNextValue() ? Optional.of(rows.nextValue()) : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new ReplayFormatException(file, line, ": " + e.getOriginalMessage());
    }
  }

  private AnswerRow row(List<String> cells) {
    if (cells.size() != heading.size()) {
      throw new ReplayFormatException(
          file,
          line,
          ": it has " + cells.size() + " columns, but the heading has " + heading.size());
    }
    int label = number++;
    List<String> known = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String title = heading.get(i);
      if (isKnown(title)) {
        known.add(cells.get(i).isEmpty() ? null : cell(title, cells.get(i)));
      } else if (i == 0 && INDEX.matcher(cells.get(i)).matches()) {
        label = Integer.parseInt(cells.get(i));
      }
    }
    return payment(label, known);
  }

  private String cell(String title, String text) {
    if (title.equals(Column.CC_NUM.columnName()) && SHORTENED.matcher(text).matches()) {
      throw bad(title, text + " is no card number: a spreadsheet has shortened it");
    }
    boolean number = Column.named(title).map(column -> !column.type().isQuoted()).orElse(true);
    return decimalCommas && number && DECIMAL_COMMA.matcher(text).matches()
        ? text.replace(',', '.')
        : text;
  }

  /** Read as the producer does: what it would reject is told now. */
  private AnswerRow payment(int label, List<String> cells) {
    AnswerRow row = new AnswerRow(label, cells, "", 0, false);
    var parsed = reader.readAll(SplitJson.body(columns, List.of(row))).get(0);
    if (parsed instanceof InvalidRow badRow) {
      String reason = badRow.rejection().reason();
      throw bad(columns.stream().filter(reason::startsWith).findFirst().orElse(""), reason);
    }
    Payment payment = (Payment) parsed;
    return new AnswerRow(
        label,
        cells,
        payment.id().transNum(),
        payment.id().unixTime(),
        RecordedAnswer.isFraud(payment));
  }

  private ReplayFormatException bad(String title, String what) {
    int place = heading.indexOf(title);
    String column = place < 0 ? "" : ", column " + (place + 1) + " (" + title + ")";
    return new ReplayFormatException(file, line, column + ": " + what);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
