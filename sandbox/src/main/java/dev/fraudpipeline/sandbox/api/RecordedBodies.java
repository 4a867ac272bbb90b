package dev.fraudpipeline.sandbox.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.common.payment.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Recorded answers, one a line, played in order and byte for byte, each once. */
final class RecordedBodies implements Source {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deque<Batch> batches = new ArrayDeque<>();

  /**
   * @param served what an earlier life has served: those answers are left out, and so are answers
   *     that no payment can be read from where a later one has been served
   * @throws IOException where the file cannot be read
   */
  RecordedBodies(Path file, List<Served> served) throws IOException {
    var unserved = new Unserved(served);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1); // bytes stay bytes
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      byte[] body = line.getBytes(StandardCharsets.ISO_8859_1);
      var batch = new Batch(body, rows(body));
      long still = batch.rows().stream().filter(unserved::test).count();
      if (!batch.rows().isEmpty() && still == 0) {
        batches.removeIf(earlier -> earlier.rows().isEmpty());
      } else {
        batches.add(batch);
      }
    }
  }

  @Override
  public Optional<Batch> take(int wanted, long allowed, Instant now) {
    Batch next = batches.peek();
    if (next == null || next.rows().size() > allowed) {
      return Optional.empty();
    }
    return Optional.of(batches.remove());
  }

  @Override
  public void giveBack(Batch batch) {
    batches.addFirst(batch);
  }

  @Override
  public byte[] nothing() {
    return SplitJson.body(GeneratedPayments.COLUMNS, List.of());
  }

  @Override
  public boolean atEnd() {
    return batches.isEmpty();
  }

  private static List<Row> rows(byte[] body) {
    try {
      JsonNode document = JSON.readTree(body);
      if (document.isTextual()) {
        document = JSON.readTree(document.textValue());
      }
      List<String> columns = new ArrayList<>();
      document.path("columns").forEach(column -> columns.add(column.asText()));
      List<Row> rows = new ArrayList<>();
      for (JsonNode row : document.path("data")) {
        rows.add(row(columns, row));
      }
      return rows;
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      return List.of(); // whatever it is, it was recorded, and it is played
    }
  }

  private static Row row(List<String> columns, JsonNode row) throws JsonProcessingException {
    JsonNode time = row.path(columns.indexOf(SplitJson.CURRENT_TIME));
    long unixTime =
        time.isMissingNode()
            ? row.path(columns.indexOf(Column.UNIX_TIME.columnName())).asLong()
            : Math.floorDiv(
                time.isTextual() ? Instant.parse(time.textValue()).toEpochMilli() : time.asLong(),
                1000L);
    String transNum = row.path(columns.indexOf(Column.TRANS_NUM.columnName())).asText();
    int fraud = row.path(columns.indexOf(Column.IS_FRAUD.columnName())).asInt();
    return new Row(0, List.of(), transNum, unixTime, fraud == 1);
  }
}
