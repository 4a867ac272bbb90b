package dev.fraudpipeline.sink.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

/**
 * Opens connections on which nothing waits for ever: neither this process for the server, nor the
 * server's locks for this process. Lives as long as the process. Thread-safe.
 */
public final class Database {
  /**
   * The time that a statement may take, and a transaction of a frozen sink may hold what its
   * successor waits for.
   */
  public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(Database.class);

  private static final String SOCKET_TIMEOUT = "socketTimeout";

  /** Properties that a URL's parameters may change. Times are in seconds. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("ApplicationName", "sink"),
          Map.entry("connectTimeout", "10"),
          Map.entry("loginTimeout", "10"),
          // Longer than the server's own limit: a broken line, not a slow statement.
          Map.entry(SOCKET_TIMEOUT, Long.toString(SESSION_TIMEOUT.toSeconds() + 10)),
          Map.entry("tcpKeepAlive", "true"));

  /**
   * The wait for another session's lock. Shorter than the server's limit for a statement, so that
   * the two can be told apart.
   */
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

  /** Only sessions of the same user, which everybody may end, and never one that is at work. */
  private static final SqlQuery END_FROZEN =
      new SqlQuery(
          """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
        AND application_name = current_setting('application_name')
        AND wait_event = 'ClientRead' AND xact_start < now() - ? * interval '1 second'""");

  /** The driver's own log, which repeats the server's words; held, for else it is forgotten. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  static {
    DRIVER_LOG.setLevel(Level.OFF);
  }

  private final DatabaseUrl url;
  private final Duration sessionTimeout;
  private volatile boolean reached;

  public Database(DatabaseUrl url) {
    this(url, SESSION_TIMEOUT);
  }

  /** For tests, which need not wait so long. */
  public Database(DatabaseUrl url, Duration sessionTimeout) {
    this.url = url;
    this.sessionTimeout = sessionTimeout;
  }

  /**
   * Opens a connection without auto-commit. Returns, or throws, within the log-in's time limit;
   * interrupting the thread ends it sooner.
   */
  public Connection open() throws SQLException {
    Connection connection = dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      long millis = sessionTimeout.toMillis();
      statement.execute("SET statement_timeout = " + millis);
      statement.execute("SET lock_timeout = " + Math.min(millis, LOCK_TIMEOUT.toMillis()));
      statement.execute("SET idle_in_transaction_session_timeout = " + millis);
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      closeAfter(e, connection);
      throw e;
    }
    reached = true;
    return connection;
  }

  /**
   * Ends sessions of sinks that began a transaction and then froze: such as lie stopped in the
   * middle of a COPY, where the server, waiting for the rest, does not look at its own time limit.
   * What they hold would be waited for as long as they are frozen.
   */
  public void endFrozenSessions(Connection connection) throws SQLException {
    END_FROZEN
        .rows(connection, row -> row.getBoolean(1), sessionTimeout.toMillis() / 1_000.0)
        .forEach(
            ended -> log.warn("ended the session of a frozen sink, which held rows of this one's"));
    connection.commit();
  }

  /** The time that the server may take to read what is written to it. */
  public Duration writeTimeout() {
    String seconds = url.parameters().getOrDefault(SOCKET_TIMEOUT, DEFAULTS.get(SOCKET_TIMEOUT));
    return seconds.matches("[1-9]\\d{0,5}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : SESSION_TIMEOUT.plusSeconds(10);
  }

  /**
   * Tells whether this process has ever been let in: then a refused log-in is a change, no mistake.
   */
  public boolean wasReached() {
    return reached;
  }

  /** Names the place, without secrets. */
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
    return source;
  }

  private static void set(PGSimpleDataSource source, Map<String, String> properties)
      throws SQLException {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      source.setProperty(property.getKey(), property.getValue());
    }
  }

  /** Drops a connection at once, whatever it is at; that this fails is no news. */
  public static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("the connection did not close", e);
    }
  }

  /** Closes a connection that has failed; that this fails, too, is no news. */
  public static void closeAfter(SQLException failure, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
