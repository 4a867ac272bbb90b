package dev.fraudpipeline.benchmark.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sandbox.payments.InventedPayment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests in MLflow's {@code dataframe_split} shape: written, and counted cheaply. */
public final class ModelBody {
  /** Rows are lists in a list; other lists of the document hold no lists. */
  private static final int DEPTH_OF_ROWS = 2;

  public static final int TRANS_NUM_LENGTH = 32;

  private ModelBody() {}

  /** The request of these payments, with all columns but is_fraud. */
  public static byte[] of(List<InventedPayment> payments) {
    List<Column> columns = Column.ALL.stream().filter(column -> column != Column.IS_FRAUD).toList();
    String names =
        columns.stream()
            .map(column -> '"' + column.columnName() + '"')
            .collect(Collectors.joining(",", "[", "]"));
    String rows =
        payments.stream()
            .map(payment -> row(columns, payment))
            .collect(Collectors.joining(",", "[", "]"));
    return ("{\"dataframe_split\":{\"columns\":" + names + ",\"data\":" + rows + "}}")
        .getBytes(UTF_8);
  }

  private static String row(List<Column> columns, InventedPayment payment) {
    return columns.stream()
        .map(
            column -> {
              String quote = column.type().isQuoted() ? "\"" : "";
              return quote + payment.text(column) + quote;
            })
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Counts the rows of a request, at about a nanosecond a byte. */
  public static int countRows(byte[] json) {
    int rows = 0;
    int depth = 0;
    boolean inText = false;
    for (int i = 0; i < json.length; i++) {
      byte b = json[i];
      if (inText) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          inText = false;
        }
      } else if (b == '"') {
        inText = true;
      } else if (b == '[') {
        depth++;
        if (depth == DEPTH_OF_ROWS) {
          rows++;
        }
      } else if (b == ']') {
        depth--;
      }
    }
    return rows;
  }

  /**
   * The texts in a request that look like a trans_num: 32 characters, all hexadecimal digits, as
   * those of made-up payments are.
   */
  public static List<String> transNums(byte[] json) {
    return Arrays.stream(transNumPlaces(json))
        .mapToObj(place -> new String(json, place, TRANS_NUM_LENGTH, UTF_8))
        .toList();
  }

  /** Where those texts begin; behind quotes that may be escaped once more. */
  public static int[] transNumPlaces(byte[] json) {
    IntStream.Builder places = IntStream.builder();
    int digits = 0;
    for (int i = 0; i < json.length; i++) {
      if (Character.digit(json[i], 16) >= 0) {
        digits++;
      } else {
        boolean quoted = json[i] == '"' || json[i] == '\\';
        int start = i - digits;
        if (digits == TRANS_NUM_LENGTH && quoted && start > 0 && json[start - 1] == '"') {
          places.add(start);
        }
        digits = 0;
      }
    }
    return places.build().toArray();
  }
}
