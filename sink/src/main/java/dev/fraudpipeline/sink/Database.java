package dev.fraudpipeline.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections on which nothing waits for ever: neither this process for the server, nor the
 * server's locks for this process. Lives as long as the process. Thread-safe.
 */
final class Database {
  /**
   * How long a statement may take, and how long a transaction of a frozen sink may hold what its
   * successor waits for.
   */
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

  /** What a URL's parameters may change. In seconds where it is a time. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ApplicationName", "sink",
          "connectTimeout", "10",
          "loginTimeout", "10",
          // Longer than the server's own limit: a broken line, not a slow statement.
          "socketTimeout", Long.toString(SESSION_TIMEOUT.toSeconds() + 10),
          "tcpKeepAlive", "true");

  private static final Map<String, String> REQUIRED = Map.of("reWriteBatchedInserts", "true");

  /** The driver's own log, which repeats the server's words; held, for else it is forgotten. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  static {
    DRIVER_LOG.setLevel(Level.OFF);
  }

  private final DatabaseUrl url;
  private volatile boolean reached;

  Database(DatabaseUrl url) {
    this.url = url;
  }

  /**
   * Opens a connection without auto-commit. Returns, or throws, within the log-in's time limit;
   * interrupting the thread ends it sooner.
   */
  Connection open() throws SQLException {
    Connection connection = dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      long millis = SESSION_TIMEOUT.toMillis();
      statement.execute("SET statement_timeout = " + millis);
      statement.execute("SET idle_in_transaction_session_timeout = " + millis);
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      closeAfter(e, connection);
      throw e;
    }
    reached = true;
    return connection;
  }

  /** Whether this process has ever been let in: then a refused log-in is a change, no mistake. */
  boolean wasReached() {
    return reached;
  }

  /** Where it is, without secrets. */
  @Override
  public String toString() {
    return "PostgreSQL at " + url;
  }

  private PGSimpleDataSource dataSource() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(url.hosts().stream().map(DatabaseUrl.Host::name).toArray(String[]::new));
    source.setPortNumbers(url.hosts().stream().mapToInt(DatabaseUrl.Host::port).toArray());
    source.setDatabaseName(url.database());
    url.user().ifPresent(source::setUser);
    url.password().ifPresent(source::setPassword);
    set(source, DEFAULTS);
    set(source, url.parameters());
    set(source, REQUIRED);
    return source;
  }

  private static void set(PGSimpleDataSource source, Map<String, String> properties)
      throws SQLException {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      source.setProperty(property.getKey(), property.getValue());
    }
  }

  /** Closes a connection that has failed; that this fails, too, is no news. */
  static void closeAfter(SQLException failure, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
