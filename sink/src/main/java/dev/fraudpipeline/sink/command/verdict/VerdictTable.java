package dev.fraudpipeline.sink.command.verdict;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, most);
      return read(query);
    }
  }

  /** Counts the predicted frauds that have no verdict. */
  long countPending(Connection connection) throws SQLException {
    String sql =
        "SELECT count(*) FROM %s WHERE %s = 1 AND %s IS NULL"
            .formatted(table, predicted, confirmed);
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
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
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, transNumber);
      if (at.isPresent()) {
        query.setString(2, at.get());
      }
      return read(query);
    }
  }

  /** Writes a verdict. */
  void confirm(Connection connection, ReviewablePayment payment, int verdict) throws SQLException {
    String sql = "UPDATE %s SET %s = ? WHERE %s = ?".formatted(table, confirmed, id);
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setInt(1, verdict);
      update.setLong(2, payment.id());
      update.executeUpdate();
    }
  }

  private static List<ReviewablePayment> read(PreparedStatement query) throws SQLException {
    List<ReviewablePayment> payments = new ArrayList<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        payments.add(
            new ReviewablePayment(
                result.getLong(1),
                result.getString(2),
                result.getString(3),
                result.getString(4),
                Optional.ofNullable(result.getString(5)),
                Optional.ofNullable(result.getString(6)),
                Optional.ofNullable(result.getObject(7, Double.class)),
                result.getInt(8),
                Optional.ofNullable(result.getObject(9, Integer.class))));
      }
    }
    return payments;
  }
}
