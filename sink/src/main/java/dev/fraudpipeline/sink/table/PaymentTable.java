package dev.fraudpipeline.sink.table;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sink.database.SqlQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of payments, derived from the schema: made where it is missing. Immutable, thread-safe;
 * a connection is used by one thread at a time.
 */
public final class PaymentTable {
  private static final Logger log = LoggerFactory.getLogger(PaymentTable.class);

  /** Numbers the rows as they came. */
  public static final String ID = "id";

  public static final String SCORE = "score";
  private static final String MODEL = "model";
  private static final String PREDICTED_AT = "predicted_at";
  public static final String FRAUD_CONFIRMED = "fraud_confirmed";

  /** A time as the table shows it, in UTC. */
  public static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Known to sinks only: whoever holds it is making the table. */
  private static final long CREATION_LOCK = 0x66_72_61_75_64_31L;

  private static final SqlQuery EXISTS = new SqlQuery("SELECT to_regclass(?) IS NOT NULL");

  private final TableName name;

  public PaymentTable(TableName name) {
    this.name = name;
  }

  /** All columns in their order, with their types. */
  Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put(ID, "bigint");
    Column.ALL.forEach(column -> columns.put(column.columnName(), column.type().sqlType()));
    columns.put(FRAUD_CONFIRMED, "smallint");
    columns.put(SCORE, "double precision");
    columns.put(MODEL, "text");
    columns.put(PREDICTED_AT, "timestamptz");
    return columns;
  }

  /** The type of a column, and what else its definition says. */
  String definition(String column) {
    String type = columns().get(column);
    return switch (column) {
      case ID -> type + " GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
      case FRAUD_CONFIRMED -> type + " CHECK (" + TableName.quote(FRAUD_CONFIRMED) + " IN (0, 1))";
      default -> type;
    };
  }

  /** The statements that make the table, in their order. */
  public List<String> ddl() {
    return List.of(createTable(), createIndex());
  }

  private String createTable() {
    String columns =
        columns().keySet().stream()
            .map(column -> "  " + TableName.quote(column) + " " + definition(column) + ",\n")
            .collect(Collectors.joining());
    return "CREATE TABLE IF NOT EXISTS %s (\n%s  UNIQUE (%s)\n)"
        .formatted(name.quoted(), columns, identityColumns());
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

  /**
   * Columns that the sink fills, quoted and comma-separated: the schema's columns in their order,
   * then {@code score}, {@code model} and {@code predicted_at}.
   */
  public String filledColumns() {
    return Stream.concat(
            Column.ALL.stream().map(PaymentTable::quoted),
            Stream.of(SCORE, MODEL, PREDICTED_AT).map(TableName::quote))
        .collect(Collectors.joining(", "));
  }

  /** Columns that make two rows the same payment, quoted and comma-separated. */
  public String identityColumns() {
    return quoted(Column.TRANS_NUM) + ", " + quoted(Column.UNIX_TIME);
  }

  public TableName name() {
    return name;
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

  /** Tells whether there is something of that name. */
  public boolean exists(Connection connection) throws SQLException {
    return EXISTS.isTrue(connection, name.quoted());
  }
}
