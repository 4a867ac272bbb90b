package dev.fraudpipeline.sink.database;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A failure of the database, sorted by what is to be done about it. Known by its SQLSTATE alone:
 * the database's own words may repeat the values of a row, and are neither kept nor logged.
 *
 * @param sqlState five characters; {@link #UNKNOWN} where the driver gave none
 */
public record SqlFailure(Kind kind, String sqlState) {

  /** Kinds of failures, by what is to be done about them. In no case is anything skipped. */
  public enum Kind {
    /** The database is away or busy: nothing to be done but to wait. */
    AWAY,
    /** The log-in is refused. */
    LOGIN_REFUSED,
    /** The server is there, and the database is not. */
    NO_DATABASE,
    /** Somebody has to mend the set-up, the table or this program. */
    FAULT
  }

  public static final String UNKNOWN = "none";

  private static final int MOST_CHAINED = 100;

  private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{5}");

  /** Connection, state of the transaction, rolled back, resources, locks, operator. */
  private static final Set<String> AWAY_CLASSES = Set.of("08", "25", "40", "53", "55", "57");

  /** A value, a constraint, a limit of PostgreSQL. */
  private static final Set<String> ROW_CLASSES = Set.of("22", "23", "54");

  /** The binary format is not what the columns' types take: the table's fault, never a row's. */
  private static final Set<String> FORMAT = Set.of("22P03", "22P04");

  private static final String UNIQUE_VIOLATION = "23505";

  /** The driver's word for a log-in without a password, or with a method that it cannot do. */
  private static final String REJECTED = "08004";

  private static final Map<String, String> PHRASES =
      Map.ofEntries(
          Map.entry("08", "no connection"),
          Map.entry("08001", "no connection could be made"),
          Map.entry(REJECTED, "the log-in could not be agreed on: check password and sslmode"),
          Map.entry("08006", "the connection broke, or no answer came in time"),
          Map.entry("08P01", "the answer was not PostgreSQL's protocol"),
          Map.entry("22", "a value does not fit its column in the table"),
          Map.entry("22P03", "the types of the table's columns have changed"),
          Map.entry("23", "a row breaks a constraint of the table"),
          Map.entry("25006", "the database is read-only"),
          Map.entry("25P03", "the transaction was idle for too long"),
          Map.entry("28", "the log-in was refused"),
          Map.entry("28P01", "user or password is wrong"),
          Map.entry("3D000", "the database does not exist"),
          Map.entry("3F000", "the schema does not exist: create it"),
          Map.entry("40", "the transaction was rolled back"),
          Map.entry("40001", "the transaction collided with another"),
          Map.entry("40P01", "the transaction ran into a deadlock"),
          Map.entry("42501", "a privilege is missing: grant it to the user"),
          Map.entry("42703", "the table lacks a column"),
          Map.entry("42804", "the table does not fit"),
          Map.entry("42P01", "the table does not exist"),
          Map.entry("42P10", "the table lacks its unique constraint on (trans_num, unix_time)"),
          Map.entry("53", "the server is out of resources"),
          Map.entry("53100", "the server's disk is full"),
          Map.entry("53200", "the server is out of memory"),
          Map.entry("53300", "the server has too many connections"),
          Map.entry("55", "another session is in the way"),
          Map.entry("55P03", "another session holds a lock for too long"),
          Map.entry("54", "a limit of PostgreSQL is exceeded"),
          Map.entry("57", "the server interfered"),
          Map.entry("57014", "a statement was cancelled, or ran into its time-out"),
          Map.entry("57P01", "the server was shut down"),
          Map.entry("57P02", "the server crashed"),
          Map.entry("57P03", "the server is starting up, or shutting down"),
          Map.entry("58", "the server's system failed"));

  /**
   * Sorts a failure by the first SQLSTATE that it, its causes or the exceptions chained to them
   * have.
   */
  public static SqlFailure of(SQLException failure) {
    return StreamSupport.stream(failure.spliterator(), false)
        // Drivers may chain them in circles.
        .limit(MOST_CHAINED)
        .filter(SQLException.class::isInstance)
        .map(chained -> ((SQLException) chained).getSQLState())
        .filter(state -> state != null && SQL_STATE.matcher(state).matches())
        .findFirst()
        .map(state -> new SqlFailure(kind(state), state))
        .orElse(new SqlFailure(Kind.FAULT, UNKNOWN));
  }

  private static Kind kind(String state) {
    String group = state.substring(0, 2);
    if (group.equals("28") || state.equals(REJECTED)) {
      return Kind.LOGIN_REFUSED;
    }
    if (state.equals("3D000")) {
      return Kind.NO_DATABASE;
    }
    return AWAY_CLASSES.contains(group) ? Kind.AWAY : Kind.FAULT;
  }

  /** Tells whether a single row can be the reason, so that the others of its batch may go on. */
  public boolean isAboutARow() {
    return ROW_CLASSES.contains(sqlState.substring(0, 2)) && !FORMAT.contains(sqlState);
  }

  /** Tells whether a row is there already, or one very like it. */
  public boolean isUniqueViolation() {
    return sqlState.equals(UNIQUE_VIOLATION);
  }

  /** Tells whether a time limit ran out, as when another session holds what is waited for. */
  public boolean isBlocked() {
    return sqlState.equals("55P03") || sqlState.equals("57014");
  }

  /** For people, in our own words. */
  public String phrase() {
    String words =
        PHRASES.getOrDefault(
            sqlState, PHRASES.getOrDefault(sqlState.substring(0, 2), "an unexpected failure"));
    return words + " (SQLSTATE " + sqlState + ")";
  }
}
