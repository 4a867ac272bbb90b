package dev.fraudpipeline.sink.command.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Every payment with a verdict as a CSV file of the training set: its header and order of columns,
 * the untitled first one included, which counts from 0; {@code is_fraud} is the verdict, not the
 * prediction. Immutable, thread-safe.
 */
final class ValidatedCsv {
  private final String copy;

  /**
   * @param since the first {@code trans_date_trans_time} that is wanted; empty for all
   */
  ValidatedCsv(TableName table, Optional<LocalDateTime> since) {
    String id = TableName.quote(PaymentTable.ID);
    String verdict = TableName.quote(PaymentTable.FRAUD_CONFIRMED);
    String columns =
        Column.ALL.stream().map(ValidatedCsv::expression).collect(Collectors.joining(", "));
    // A literal, since COPY takes no parameters; it is digits and punctuation, from our formatter.
    String limit =
        since
            .map(PaymentTable.TIMESTAMP::format)
            .map(time -> " AND " + quoted(Column.TRANS_DATE_TRANS_TIME) + " >= '" + time + "'")
            .orElse("");
    copy =
        "COPY (SELECT row_number() OVER (ORDER BY %s) - 1, %s FROM %s WHERE %s IS NOT NULL%s ORDER BY %s) TO STDOUT (FORMAT csv)"
            .formatted(id, columns, table.quoted(), verdict, limit, id);
  }

  private static String expression(Column column) {
    if (column == Column.IS_FRAUD) {
      return TableName.quote(PaymentTable.FRAUD_CONFIRMED);
    }
    if (column.type() == ColumnType.DOUBLE) {
      // The training set spells a whole coordinate 37.0, and PostgreSQL 37.
      return "CASE WHEN %1$s = trunc(%1$s) AND abs(%1$s) < 1e15 THEN %1$s::text || '.0' ELSE %1$s::text END"
          .formatted(quoted(column));
    }
    return quoted(column);
  }

  private static String quoted(Column column) {
    return TableName.quote(column.columnName());
  }

  private static String header() {
    return Column.ALL.stream().map(Column::columnName).collect(Collectors.joining(",", ",", "\n"));
  }

  /**
   * Writes the file, row by row as they come, all of one snapshot; nothing is held in memory.
   *
   * @param progress is told now and then how many rows there are so far
   * @return how many rows
   */
  long write(Connection connection, OutputStream out, LongConsumer progress)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      // It takes as long as it takes, also to find the first row; a dead line ends by keep-alive.
      statement.execute("SET LOCAL statement_timeout = 0");
      statement.execute("SET LOCAL extra_float_digits = 1");
      statement.execute("SET LOCAL datestyle = 'ISO'");
    }
    connection.setNetworkTimeout(Runnable::run, 0);
    out.write(header().getBytes(UTF_8));
    CopyOut rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy);
    long count = 0;
    // The server sends a row a message.
    for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
      out.write(row);
      count++;
      if (count % 1_000 == 0) {
        progress.accept(count);
      }
    }
    connection.commit();
    return count;
  }
}
