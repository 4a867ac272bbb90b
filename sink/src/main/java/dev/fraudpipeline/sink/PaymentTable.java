package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.schema.Column;
import dev.fraudpipeline.common.schema.ColumnType;
import dev.fraudpipeline.common.schema.Payment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of payments, derived from the schema: made where it is missing, and filled. Immutable,
 * thread-safe; a connection is used by one thread at a time.
 */
final class PaymentTable {
  private static final Logger log = LoggerFactory.getLogger(PaymentTable.class);

  private static final String SCORE = "score";
  private static final String MODEL = "model";
  private static final String PREDICTED_AT = "predicted_at";
  private static final String FRAUD_CONFIRMED = "fraud_confirmed";

  /** Known to sinks only: whoever holds it is making the table. */
  private static final long CREATION_LOCK = 0x66_72_61_75_64_31L;

  private final TableName name;
  private final String insert;

  PaymentTable(TableName name) {
    this.name = name;
    this.insert = insertStatement();
  }

  /** The statements that make the table, in their order. */
  List<String> ddl() {
    return List.of(createTable(), createIndex());
  }

  private String createTable() {
    String columns =
        Column.ALL.stream()
            .map(column -> "  " + quoted(column) + " " + column.type().sqlType() + ",\n")
            .collect(Collectors.joining());
    return """
        CREATE TABLE IF NOT EXISTS %s (
          "id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        %s  "%s" smallint CHECK ("%3$s" IN (0, 1)),
          "%s" double precision,
          "%s" text,
          "%s" timestamptz,
          UNIQUE (%s, %s)
        )"""
        .formatted(
            name.quoted(),
            columns,
            FRAUD_CONFIRMED,
            SCORE,
            MODEL,
            PREDICTED_AT,
            quoted(Column.TRANS_NUM),
            quoted(Column.UNIX_TIME));
  }

  /** For the investigators' question: predicted fraud, not decided yet. */
  private String createIndex() {
    return """
        CREATE INDEX IF NOT EXISTS %s ON %s (%s)
        WHERE %s = 1 AND "%s" IS NULL"""
        .formatted(
            name.quotedWith("_undecided"),
            name.quoted(),
            quoted(Column.TRANS_DATE_TRANS_TIME),
            quoted(Column.IS_FRAUD),
            FRAUD_CONFIRMED);
  }

  private String insertStatement() {
    List<String> columns =
        Stream.concat(
                Column.ALL.stream().map(PaymentTable::quoted),
                Stream.of(SCORE, MODEL, PREDICTED_AT).map(TableName::quote))
            .toList();
    return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s, %s) DO NOTHING"
        .formatted(
            name.quoted(),
            String.join(", ", columns),
            columns.stream().map(column -> "?").collect(Collectors.joining(", ")),
            quoted(Column.TRANS_NUM),
            quoted(Column.UNIX_TIME));
  }

  private static String quoted(Column column) {
    return TableName.quote(column.columnName());
  }

  /**
   * Makes the table and its index in one transaction, where there is no table of that name. Nothing
   * is asked of a table that is there, so that a user who may only insert can go on.
   */
  void createIfMissing(Connection connection) throws SQLException {
    if (!exists(connection)) {
      try (Statement statement = connection.createStatement()) {
        // IF NOT EXISTS alone lets two that look at the same time both create, and one fail.
        statement.execute("SELECT pg_advisory_xact_lock(" + CREATION_LOCK + ")");
        statement.execute(createTable());
        // A warning says that another was faster.
        boolean created = statement.getWarnings() == null;
        statement.execute(createIndex());
        if (created) {
          log.info("created table {}", name);
        }
      }
    }
    connection.commit();
  }

  private boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      query.setString(1, name.quoted());
      try (ResultSet result = query.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  /**
   * Stores payments in one transaction, all or none. A payment that is there already stays as it
   * is, with an investigator's verdict. Where this throws, the connection is of no more use.
   */
  void insert(Connection connection, List<ScoredPayment> payments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (ScoredPayment payment : payments) {
        bind(statement, payment);
        statement.addBatch();
      }
      // The counts say nothing: of rewritten inserts the driver does not know them.
      statement.executeBatch();
    }
    connection.commit();
  }

  private static void bind(PreparedStatement statement, ScoredPayment scored) throws SQLException {
    Payment payment = scored.payment();
    int i = 0;
    for (Column column : Column.ALL) {
      i++;
      if (payment.isNull(column)) {
        statement.setNull(i, jdbcType(column.type()));
      } else {
        bind(statement, i, payment, column);
      }
    }
    bind(statement, i + 1, scored.score(), Types.DOUBLE);
    bind(statement, i + 2, scored.model(), Types.VARCHAR);
    bind(statement, i + 3, scored.predictedAt(), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private static void bind(PreparedStatement statement, int i, Payment payment, Column column)
      throws SQLException {
    switch (column.type()) {
      case TIMESTAMP -> statement.setObject(i, payment.timestamp(column));
      case DATE -> statement.setObject(i, payment.date(column));
      case TEXT -> statement.setString(i, payment.text(column));
      case BIGINT -> statement.setLong(i, payment.integer(column));
      case INTEGER -> statement.setInt(i, Math.toIntExact(payment.integer(column)));
      case FLAG -> statement.setShort(i, (short) payment.integer(column));
      case DECIMAL -> statement.setBigDecimal(i, payment.decimal(column));
      case DOUBLE -> statement.setDouble(i, payment.real(column));
    }
  }

  private static void bind(PreparedStatement statement, int i, Optional<?> value, int jdbcType)
      throws SQLException {
    if (value.isPresent()) {
      statement.setObject(i, value.get(), jdbcType);
    } else {
      statement.setNull(i, jdbcType);
    }
  }

  private static int jdbcType(ColumnType type) {
    return switch (type) {
      case TIMESTAMP -> Types.TIMESTAMP;
      case DATE -> Types.DATE;
      case TEXT -> Types.VARCHAR;
      case BIGINT -> Types.BIGINT;
      case INTEGER -> Types.INTEGER;
      case FLAG -> Types.SMALLINT;
      case DECIMAL -> Types.NUMERIC;
      case DOUBLE -> Types.DOUBLE;
    };
  }
}
