package dev.fraudpipeline.sandbox.api;

import dev.fraudpipeline.common.payment.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The rows of a training file, in order, each once. Their untitled first column is the index. */
final class TrainingRows implements Source {
  private final List<String> columns;
  private final Deque<Row> rows = new ArrayDeque<>();

  /**
   * @param served what an earlier life has served: it is left out
   * @throws IOException where the file cannot be read
   * @throws IllegalArgumentException where it is no training file
   */
  TrainingRows(Path file, List<Served> served) throws IOException {
    List<List<String>> records = Csv.parse(Files.readString(file));
    List<String> heading = records.isEmpty() ? List.of() : records.get(0);
    if (heading.isEmpty() || !heading.get(0).isEmpty()) {
      throw new IllegalArgumentException(file + " does not begin with an untitled column");
    }
    this.columns = List.copyOf(heading.subList(1, heading.size()));
    int transNum = place(Column.TRANS_NUM);
    int unixTime = place(Column.UNIX_TIME);
    int fraud = place(Column.IS_FRAUD);
    var unserved = new Unserved(served);
    for (List<String> record : records.subList(1, records.size())) {
      List<String> cells = new ArrayList<>();
      record.subList(1, record.size()).forEach(cell -> cells.add(cell.isEmpty() ? null : cell));
      var row =
          new Row(
              Integer.parseInt(record.get(0)),
              cells,
              cells.get(transNum),
              Long.parseLong(cells.get(unixTime)),
              "1".equals(cells.get(fraud)));
      if (unserved.test(row)) {
        rows.add(row);
      }
    }
  }

  @Override
  public Optional<Batch> take(int wanted, long allowed, Instant now) {
    List<Row> taken = new ArrayList<>();
    for (long i = Math.min(Math.min(wanted, allowed), rows.size()); i > 0; i--) {
      taken.add(rows.remove());
    }
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(new Batch(SplitJson.body(columns, taken), taken));
  }

  @Override
  public void giveBack(Batch batch) {
    List<Row> back = batch.rows();
    for (int i = back.size() - 1; i >= 0; i--) {
      rows.addFirst(back.get(i));
    }
  }

  @Override
  public byte[] nothing() {
    return SplitJson.body(columns, List.of());
  }

  @Override
  public boolean atEnd() {
    return rows.isEmpty();
  }

  private int place(Column column) {
    int place = columns.indexOf(column.columnName());
    if (place < 0) {
      throw new IllegalArgumentException("the training file has no column " + column.columnName());
    }
    return place;
  }
}
