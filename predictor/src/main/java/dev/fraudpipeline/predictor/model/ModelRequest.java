package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.OptionRule;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns that the model is asked with, and the request made of them: MLflow's {@code
 * dataframe_split}, the smallest of its forms. Values are copied as the bytes they came as.
 * Immutable, thread-safe.
 */
public final class ModelRequest {
  /** All columns but the one that the model is to predict. */
  public static final ModelRequest ALL =
      new ModelRequest(Column.ALL.stream().filter(column -> column != Column.IS_FRAUD).toList());

  /** Column names, separated by commas. */
  public static final OptionRule<ModelRequest> RULE =
      text -> {
        List<Column> columns = new ArrayList<>();
        for (String name : text.split(",", -1)) {
          Optional<Column> column = Column.named(name.strip());
          if (column.isEmpty()
              || column.get() == Column.IS_FRAUD
              || columns.contains(column.get())) {
            throw new InvalidOptionException(
                "names of columns, separated by commas, none twice and without is_fraud: some of "
                    + ALL);
          }
          columns.add(column.get());
        }
        return new ModelRequest(columns);
      };

  private static final byte[] TAIL = {']', '}', '}'};

  private final Column[] columns;
  private final Column[] integers;
  private final byte[] head;

  private ModelRequest(List<Column> columns) {
    this.columns = columns.toArray(Column[]::new);
    this.integers =
        columns.stream().filter(column -> column.type().isInteger()).toArray(Column[]::new);
    String names =
        columns.stream()
            .map(column -> '"' + column.columnName() + '"')
            .collect(Collectors.joining(","));
    this.head = ("{\"dataframe_split\":{\"columns\":[" + names + "],\"data\":[").getBytes(UTF_8);
  }

  /** The body of a request, a row for each payment, in their order. */
  byte[] request(List<Payment> payments) {
    int length = head.length + TAIL.length + payments.size() - 1;
    for (Payment payment : payments) {
      length += rowLength(payment);
    }
    byte[] body = new byte[length];
    int at = append(head, 0, head.length, body, 0);
    for (Payment payment : payments) {
      if (at > head.length) {
        body[at] = ',';
        at++;
      }
      at = appendRow(payment, body, at);
    }
    append(TAIL, 0, TAIL.length, body, at);
    return body;
  }

  /** A bracket or a comma before each value, and a bracket behind the last. */
  private int rowLength(Payment payment) {
    int length = columns.length + 1;
    for (Column column : columns) {
      length += payment.to(column) - payment.from(column);
    }
    return length;
  }

  private int appendRow(Payment payment, byte[] body, int start) {
    int at = start;
    byte separator = '[';
    for (Column column : columns) {
      body[at] = separator;
      separator = ',';
      at = append(payment.json(), payment.from(column), payment.to(column), body, at + 1);
    }
    body[at] = ']';
    return at + 1;
  }

  private static int append(byte[] source, int from, int to, byte[] target, int at) {
    System.arraycopy(source, from, target, at, to - from);
    return at + to - from;
  }

  /**
   * Tells whether an integer among the features is null. MLflow refuses such a row together with
   * all rows beside it, or turns their integers into floats: it must go alone.
   */
  public boolean mustGoAlone(Payment payment) {
    for (Column column : integers) {
      if (payment.isNull(column)) {
        return true;
      }
    }
    return false;
  }

  /** The number of columns that the model is asked with. */
  public int size() {
    return columns.length;
  }

  @Override
  public String toString() {
    return Arrays.stream(columns).map(Column::columnName).collect(Collectors.joining(","));
  }
}
