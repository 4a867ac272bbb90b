package dev.fraudpipeline.sandbox.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Content of a recorded answer, as the producer will read it.
 *
 * @param rows its payments; one that the producer rejects counts where it can be told which it is
 * @param problem what is wrong with it, to stand behind a line's number; empty where all is well
 */
record RecordedAnswer(List<AnswerRow> rows, Optional<String> problem) {

  static boolean isFraud(Payment payment) {
    return !payment.isNull(Column.IS_FRAUD) && payment.text(Column.IS_FRAUD).equals("1");
  }

  /** Reads answers. Not thread-safe. */
  static final class Reader {
    private static final ObjectReader JSON =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final PaymentParser payments = new PaymentParser();

    /** Reads one. */
    RecordedAnswer read(byte[] body) {
      try {
        JSON.readTree(body);
      } catch (JsonProcessingException e) {
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        return new RecordedAnswer(List.of(), Optional.of(", column " + column + ": it is no JSON"));
      } catch (IOException e) {
        return new RecordedAnswer(List.of(), Optional.of(": it cannot be read"));
      }
      List<AnswerRow> rows = new ArrayList<>();
      Optional<String> problem = Optional.empty();
      for (var parsed : payments.readAll(body)) {
        if (parsed instanceof Payment payment) {
          rows.add(
              new AnswerRow(
                  0,
                  List.of(),
                  payment.id().transNum(),
                  payment.id().unixTime(),
                  isFraud(payment)));
        } else {
          InvalidRow badRow = (InvalidRow) parsed;
          named(badRow.document()).ifPresent(rows::add);
          problem = problem.or(() -> Optional.of(": " + badRow.rejection().reason()));
        }
      }
      return new RecordedAnswer(rows, problem);
    }

    /** Which payment a rejected row is, where number and time are there. */
    private static Optional<AnswerRow> named(byte[] document) {
      try {
        JsonNode split = JSON.readTree(document);
        if (split.isTextual()) {
          split = JSON.readTree(split.textValue());
        }
        List<String> columns = new ArrayList<>();
        split.path("columns").forEach(column -> columns.add(column.asText()));
        JsonNode row = split.path("data").path(0);
        JsonNode transNum = row.path(columns.indexOf(Column.TRANS_NUM.columnName()));
        JsonNode millis = row.path(columns.indexOf(SplitJson.CURRENT_TIME));
        JsonNode seconds = row.path(columns.indexOf(Column.UNIX_TIME.columnName()));
        long time = millis.isNumber() ? Math.floorDiv(millis.asLong(), 1000L) : seconds.asLong();
        boolean fraud = row.path(columns.indexOf(Column.IS_FRAUD.columnName())).asInt() == 1;
        return transNum.isTextual() && (millis.isNumber() || seconds.isNumber())
            ? Optional.of(new AnswerRow(0, List.of(), transNum.textValue(), time, fraud))
            : Optional.empty();
      } catch (IOException e) {
        return Optional.empty(); // it was recorded, and it is played
      }
    }
  }
}
