package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.common.payment.Column;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Makes a request's table fit the signature as MLflow, pandas and NumPy do together: what does not
 * convert is refused, and a good deal is rounded, cut or wrapped without a word.
 */
final class Enforcement {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
  private static final String NOT_A_NUMBER =
      "int() argument must be a string, a bytes-like object or a real number, not '%s'";

  private Enforcement() {}

  /**
   * The typed rows.
   *
   * @throws Refusal where a column is missing or named twice, or a value does not convert
   */
  static Frame enforce(Table table) {
    var frame = new Frame(table.rows());
    List<String> missing = new ArrayList<>();
    for (Column column : Signature.COLUMNS) {
      int place = table.names().indexOf(column.columnName());
      if (place < 0) {
        missing.add(column.columnName());
      } else {
        frame.put(column, converted(column, table.columns()[place], table.strict()));
      }
    }
    if (!missing.isEmpty()) {
      throw mismatch(table, "Model is missing inputs " + Python.repr(missing) + "." + extra(table));
    }
    if (new HashSet<>(table.names()).size() < table.names().size()) {
      throw mismatch(table, "'DataFrame' object has no attribute 'dtype'");
    }
    return frame;
  }

  private static Object converted(Column column, Object[] values, boolean strict) {
    try {
      if (Signature.isDouble(column)) {
        return doubles(values);
      } else if (Signature.isLong(column)) {
        return longs(values, strict);
      } else if (Signature.isInteger(column)) {
        return integers(longs(values, strict), strict);
      }
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(
          strict
              ? "Invalid input. " + e.getMessage()
              : "Invalid input. Data is not compatible with model signature. Failed to convert"
                  + " column %s to type '%s'. Error: '%s'"
                      .formatted(column.columnName(), Signature.numpyType(column), e.getMessage()));
    }
    return strict ? texts(values) : values;
  }

  private static double[] doubles(Object[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = toDouble(values[i]);
    }
    return doubles;
  }

  private static double toDouble(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value == null) {
      return Double.NaN;
    } else if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    } else if (value instanceof String text) {
      return PythonNumbers.toDouble(text)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "could not convert string to float: " + Python.repr(text)));
    }
    throw new IllegalArgumentException("setting an array element with a sequence.");
  }

  private static long[] longs(Object[] values, boolean strict) {
    boolean text = Arrays.stream(values).anyMatch(value -> value instanceof String);
    boolean nothing = Arrays.stream(values).allMatch(value -> value == null);
    boolean fractions = Arrays.stream(values).anyMatch(value -> value instanceof Double);
    long[] longs = new long[values.length];
    for (int i = 0; i < longs.length; i++) {
      Object value = values[i];
      if (value == null) {
        // Beside numbers pandas has made a NaN of it.
        throw new IllegalArgumentException(
            strict || text || nothing
                ? NOT_A_NUMBER.formatted("NoneType")
                : "IntCastingNaNError('Cannot convert non-finite values (NA or inf) to integer')");
      }
      // One fraction makes doubles of the whole column, and rounds its longest integers.
      longs[i] =
          fractions && !text && !strict && value instanceof Number number
              ? truncated(number.doubleValue())
              : toLong(value, strict);
    }
    return longs;
  }

  private static long toLong(Object value, boolean strict) {
    if (value instanceof Long number) {
      return number;
    } else if (value instanceof BigInteger number) {
      if (strict || number.signum() < 0 || number.compareTo(TWO_TO_64) >= 0) {
        throw new IllegalArgumentException("Python int too large to convert to C long");
      }
      return number.longValue(); // wraps
    } else if (value instanceof Double number) {
      return truncated(number);
    } else if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    } else if (value instanceof String text) {
      return PythonNumbers.toLong(text)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "invalid literal for int() with base 10: " + Python.repr(text)));
    }
    throw new IllegalArgumentException(NOT_A_NUMBER.formatted(Python.type(value)));
  }

  private static long truncated(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "IntCastingNaNError('Cannot convert non-finite values (NA or inf) to integer')");
    }
    return Math.abs(number) < 0x1p63 ? (long) number : Long.MIN_VALUE; // as the processor does
  }

  private static long[] integers(long[] longs, boolean strict) {
    for (int i = 0; i < longs.length; i++) {
      int wrapped = (int) longs[i];
      if (strict && wrapped != longs[i]) {
        throw new IllegalArgumentException(
            "Python integer " + longs[i] + " out of bounds for int32");
      }
      longs[i] = wrapped;
    }
    return longs;
  }

  /** Tensors of strings have nothing but strings: null becomes the word None. */
  private static Object[] texts(Object[] values) {
    return Arrays.stream(values)
        .map(value -> value instanceof String ? value : Python.repr(value))
        .toArray();
  }

  private static String extra(Table table) {
    List<String> extra =
        table.names().stream()
            .filter(
                name -> {
                  Optional<Column> column = Column.named(name);
                  return column.isEmpty() || column.get() == Column.IS_FRAUD;
                })
            .toList();
    return extra.isEmpty() ? "" : " Note that there were extra inputs: " + Python.repr(extra) + ".";
  }

  private static Refusal mismatch(Table table, String error) {
    String data = table.printed().text();
    return Refusal.invalidParameter(
        "Failed to predict data '%s'. \nError: Failed to enforce schema of data '%s' with schema '%s'. Error: %s"
            .formatted(data, data, Signature.TEXT, error));
  }
}
