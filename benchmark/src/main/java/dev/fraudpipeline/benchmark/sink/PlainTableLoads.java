package dev.fraudpipeline.benchmark.sink;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.common.payment.Column;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * The plain ways to fill a table, beside which the sink is measured. Each leaves a table that was
 * made like the sink's own, with its indexes and constraints. Thread-safe.
 */
final class PlainTableLoads {
  /** The sink's own default. */
  static final int ROWS_IN_A_BATCH = 5_000;

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private static final List<String> NAMES =
      Stream.concat(
              Column.ALL.stream().map(Column::columnName),
              Stream.of("score", "model", "predicted_at"))
          .map(name -> '"' + name + '"')
          .toList();

  private static final int COPY_BUFFER = 1 << 16;

  private final String hostAndPort;
  private final String database;
  private final String user;
  private final String password;

  /**
   * @param user owns the database
   */
  PlainTableLoads(String hostAndPort, String database, String user, String password) {
    this.hostAndPort = hostAndPort;
    this.database = database;
    this.user = user;
    this.password = password;
  }

  /** Without the password, as an option takes it. */
  String url() {
    return "postgres://" + user + "@" + hostAndPort + "/" + database;
  }

  String password() {
    return password;
  }

  /** Makes an empty table like another, and writes out what the server has not written yet. */
  void createLike(String table, String model) throws BenchmarkFailedException {
    execute(
        "table " + table + " cannot be made",
        "CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(table, model));
    settle();
  }

  /** Lets each statement that adds rows to a table take so much longer. */
  void slowDown(String table, Duration pause) throws BenchmarkFailedException {
    execute(
        "table " + table + " cannot be slowed down",
        """
        CREATE OR REPLACE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(%d / 1000.0); RETURN NULL; END $$\
        """
            .formatted(pause.toMillis()),
        "CREATE TRIGGER pause BEFORE INSERT ON %s EXECUTE FUNCTION pause()".formatted(table));
  }

  /** Vacuums a table now: the server would do it in the background, on a later run's account. */
  void vacuum(String table) throws BenchmarkFailedException {
    execute("table " + table + " cannot be vacuumed", "VACUUM (ANALYZE) " + table);
  }

  /** Drops a table: vacuuming it in the background would cost later runs. */
  void drop(String table) throws BenchmarkFailedException {
    execute("table " + table + " cannot be dropped", "DROP TABLE " + table);
  }

  private void execute(String failure, String... statements) throws BenchmarkFailedException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failed(failure, e);
    }
  }

  /** Writes out what the server has not written yet, so that nothing measured pays for it. */
  void settle() throws BenchmarkFailedException {
    String url = "jdbc:postgresql://" + hostAndPort + "/" + database;
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      throw failed("no checkpoint", e);
    }
  }

  /**
   * Checks that a table has so many rows: a figure for work that was not done is none.
   *
   * @throws BenchmarkFailedException where it has not
   */
  void requireRows(String table, long expected) throws BenchmarkFailedException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      result.next();
      if (result.getLong(1) != expected) {
        throw new BenchmarkFailedException(
            table + " has " + result.getLong(1) + " rows instead of " + expected);
      }
    } catch (SQLException e) {
      throw failed("the rows of " + table + " cannot be counted", e);
    }
  }

  /**
   * Fills a table with one COPY in one transaction.
   *
   * @param rows text as COPY reads it
   * @return rows a second, from the statement to the end of the commit
   */
  double copy(Path rows, String table) throws BenchmarkFailedException, IOException {
    try (Connection connection = connect("");
        InputStream text = Files.newInputStream(rows)) {
      connection.setAutoCommit(false);
      long start = System.nanoTime();
      long count =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY %s (%s) FROM STDIN".formatted(table, String.join(", ", NAMES)),
                  text,
                  COPY_BUFFER);
      connection.commit();
      return count * 1e9 / (System.nanoTime() - start);
    } catch (SQLException e) {
      throw failed("COPY failed", e);
    }
  }

  /**
   * Fills a table with the driver's rewritten batch insert, a transaction for each batch.
   *
   * @return rows a second
   */
  double batchInsert(Path rows, String table) throws BenchmarkFailedException, IOException {
    String insert =
        "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (trans_num, unix_time) DO NOTHING"
            .formatted(
                table,
                String.join(", ", NAMES),
                NAMES.stream().map(name -> "?").collect(Collectors.joining(", ")));
    try (Connection connection = connect("?reWriteBatchedInserts=true");
        PreparedStatement statement = connection.prepareStatement(insert);
        BufferedReader lines = Files.newBufferedReader(rows)) {
      connection.setAutoCommit(false);
      long start = System.nanoTime();
      long count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bind(statement, line.split("\t", -1));
        statement.addBatch();
        count++;
        if (count % ROWS_IN_A_BATCH == 0) {
          statement.executeBatch();
          connection.commit();
        }
      }
      statement.executeBatch();
      connection.commit();
      return count * 1e9 / (System.nanoTime() - start);
    } catch (SQLException e) {
      throw failed("the batch insert failed", e);
    }
  }

  private static void bind(PreparedStatement statement, String... row) throws SQLException {
    for (Column column : Column.ALL) {
      String text = row[column.position()];
      int i = column.position() + 1;
      switch (column.type()) {
        case TIMESTAMP -> statement.setObject(i, LocalDateTime.parse(text, DATE_TIME));
        case DATE -> statement.setObject(i, LocalDate.parse(text));
        case TEXT -> statement.setString(i, text);
        case BIGINT -> statement.setLong(i, Long.parseLong(text));
        case INTEGER -> statement.setInt(i, Integer.parseInt(text));
        case FLAG -> statement.setShort(i, Short.parseShort(text));
        case DECIMAL -> statement.setBigDecimal(i, new BigDecimal(text));
        case DOUBLE -> statement.setDouble(i, Double.parseDouble(text));
      }
    }
    int score = Column.ALL.size();
    statement.setDouble(score + 1, Double.parseDouble(row[score]));
    statement.setString(score + 2, row[score + 1]);
    statement.setObject(
        score + 3, OffsetDateTime.parse(row[score + 2]), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private Connection connect(String parameters) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + hostAndPort + "/" + database + parameters, user, password);
  }

  private static BenchmarkFailedException failed(String what, SQLException e) {
    return new BenchmarkFailedException(what + ": SQLSTATE " + e.getSQLState(), e);
  }
}
