package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.schema.Column;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.settings.BadSettingException;
import dev.fraudpipeline.common.settings.Rule;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns that the model is asked with, and the request made of them: MLflow's {@code
 * dataframe_split}, the smallest of its forms. Values are copied as the bytes they came as.
 * Immutable, thread-safe.
 */
public final class Features {
  /** All columns but the one that the model is to predict. */
  public static final Features ALL =
      new Features(Column.ALL.stream().filter(column -> column != Column.IS_FRAUD).toList());

  /** Column names, separated by commas. */
  public static final Rule<Features> RULE =
      text -> {
        List<Column> columns = new ArrayList<>();
        for (String name : text.split(",", -1)) {
          Optional<Column> column = Column.named(name.strip());
          if (column.isEmpty()
              || column.get() == Column.IS_FRAUD
              || columns.contains(column.get())) {
            throw new BadSettingException(
                "names of columns, separated by commas, none twice and without is_fraud: some of "
                    + ALL);
          }
          columns.add(column.get());
        }
        return new Features(columns);
      };

  private final List<Column> columns;
  private final byte[] head;

  private Features(List<Column> columns) {
    this.columns = List.copyOf(columns);
    String names =
        columns.stream()
            .map(column -> '"' + column.columnName() + '"')
            .collect(Collectors.joining(","));
    this.head = ("{\"dataframe_split\":{\"columns\":[" + names + "],\"data\":[").getBytes(UTF_8);
  }

  /** The body of a request, a row for each payment, in their order. */
  byte[] request(List<Payment> payments) {
    int estimate = head.length + 16;
    for (Payment payment : payments) {
      estimate += payment.json().length;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(estimate);
    body.writeBytes(head);
    boolean first = true;
    for (Payment payment : payments) {
      if (!first) {
        body.write(',');
      }
      first = false;
      appendRow(payment, body);
    }
    body.write(']');
    body.write('}');
    body.write('}');
    return body.toByteArray();
  }

  private void appendRow(Payment payment, ByteArrayOutputStream body) {
    char separator = '[';
    for (Column column : columns) {
      body.write(separator);
      separator = ',';
      int from = payment.from(column);
      body.write(payment.json(), from, payment.to(column) - from);
    }
    body.write(']');
  }

  /**
   * Whether an integer among the features is null. MLflow refuses such a row together with all rows
   * beside it, or turns their integers into floats: it must go alone.
   */
  public boolean mustGoAlone(Payment payment) {
    for (Column column : columns) {
      if (column.type().isInteger() && payment.isNull(column)) {
        return true;
      }
    }
    return false;
  }

  /** How many columns the model is asked with. */
  public int size() {
    return columns.size();
  }

  @Override
  public String toString() {
    return columns.stream().map(Column::columnName).collect(Collectors.joining(","));
  }
}
