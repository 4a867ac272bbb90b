package dev.fraudpipeline.sink;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Makes a table on which transactions can be held at a known point: in the middle of a COPY or
 * INSERT, at its end, or in the commit. Whoever gets there waits until it is let on.
 */
public final class HeldTable implements AutoCloseable {
  private static final int LOCK = 815;

  /** Where a transaction waits. */
  public enum Point {
    /** Before payment {@code t5} goes in; those that came before it are there. */
    FIFTH_ROW("TRIGGER held BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.trans_num = 't5')"),
    /** All rows of a statement are in the table. */
    STATEMENT_DONE("TRIGGER held AFTER INSERT ON %s FOR EACH STATEMENT"),
    /** COMMIT has come, and is not yet done. */
    COMMIT("CONSTRAINT TRIGGER held AFTER INSERT ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW");

    private final String trigger;

    Point(String trigger) {
      this.trigger = trigger;
    }
  }

  private final Psql psql;
  private final Connection holder;

  /** From now on, transactions on the table are held there. */
  public HeldTable(Psql psql, String table, Point point) throws SQLException {
    this.psql = psql;
    this.holder = psql.connectAsSuperuser();
    String trigger = point.trigger.formatted(table);
    execute(
        // However long it takes until it is let on, that is none of the sink's time-outs.
        "CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0"
            + " AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(%d); RETURN NEW; END $$"
                .formatted(LOCK));
    execute("DROP TRIGGER IF EXISTS held ON " + table);
    execute("CREATE " + trigger + " EXECUTE FUNCTION hold()");
    execute("SELECT pg_advisory_lock(" + LOCK + ")");
  }

  /** Returns once so many of the sinks' transactions are held. */
  public void awaitHeld(int transactions) {
    await().atMost(Surroundings.DEFINITELY_TOO_SLOW).until(() -> held() == transactions);
  }

  /** Fails where it is not always so many for a while. */
  public void assertStaysHeld(int transactions) {
    await()
        .during(Duration.ofMillis(500))
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .until(() -> held() == transactions);
  }

  int held() throws SQLException {
    return psql.sinkSessions("wait_event = 'advisory'");
  }

  /** Lets all on, those to come too. */
  public void letOn() throws SQLException {
    execute("SELECT pg_advisory_unlock_all()");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = holder.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    holder.close();
  }
}
