package dev.fraudpipeline.sink.command.verdict;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sink.database.SqlQuery;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and writes {@code fraud_confirmed}. Immutable; a connection is used by one thread. */
final class VerdictTable {
  private final String select;
  private final String table;
  private final String transNum = TableName.quote(Column.TRANS_NUM.columnName());
  private final String time = TableName.quote(Column.TRANS_DATE_TRANS_TIME.columnName());
  private final String confirmed = TableName.quote(PaymentTable.FRAUD_CONFIRMED);
  private final String predicted = TableName.quote(Column.IS_FRAUD.columnName());
  private final String id = TableName.quote(PaymentTable.ID);

  VerdictTable(TableName name) {
    this.table = name.quoted();
    this.select =
        "SELECT %s, %s, to_char(%s, 'YYYY-MM-DD HH24:MI:SS'), %s::text, %s, %s, %s, %s, %s FROM %s "
            .formatted(
                id,
                transNum,
                time,
                TableName.quote(Column.AMT.columnName()),
                TableName.quote(Column.MERCHANT.columnName()),
                TableName.quote(Column.CATEGORY.columnName()),
                TableName.quote(PaymentTable.SCORE),
                predicted,
                confirmed,
                table);
  }

  /** Predicted frauds without a verdict, the newest first. */
  List<ReviewablePayment> pending(Connection connection, int most) throws SQLException {
    String sql =
        select
            + "WHERE %s = 1 AND %s IS NULL ORDER BY %s DESC, %s DESC LIMIT ?"
                .formatted(predicted, confirmed, time, id);
    return new SqlQuery(sql).rows(connection, VerdictTable::read, most);
  }

  /** Counts the predicted frauds that have no verdict. */
  long countPending(Connection connection) throws SQLException {
    String sql =
        "SELECT count(*) FROM %s WHERE %s = 1 AND %s IS NULL"
            .formatted(table, predicted, confirmed);
    return new SqlQuery(sql).rows(connection, row -> row.getLong(1)).get(0);
  }

  /**
   * All payments of that {@code trans_num}, or those at a time, locked until the transaction ends:
   * so that of two investigators one sees what the other decided.
   */
  List<ReviewablePayment> find(Connection connection, String transNumber, Optional<String> at)
      throws SQLException {
    String sql =
        select
            + "WHERE %s = ? %s ORDER BY %s, %s FOR UPDATE"
                .formatted(
                    transNum, at.isPresent() ? "AND " + time + " = ?::timestamp" : "", time, id);
    Object[] parameters = Stream.concat(Stream.of(transNumber), at.stream()).toArray();
    return new SqlQuery(sql).rows(connection, VerdictTable::read, parameters);
  }

  void confirm(Connection connection, ReviewablePayment payment, int verdict) throws SQLException {
    String sql = "UPDATE %s SET %s = ? WHERE %s = ?".formatted(table, confirmed, id);
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setInt(1, verdict);
      update.setLong(2, payment.id());
      update.executeUpdate();
    }
  }

  private static ReviewablePayment read(ResultSet row) throws SQLException {
    return new ReviewablePayment(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Optional.ofNullable(row.getString(5)),
        Optional.ofNullable(row.getString(6)),
        Optional.ofNullable(row.getObject(7, Double.class)),
        row.getInt(8),
        Optional.ofNullable(row.getObject(9, Integer.class)));
  }
}
