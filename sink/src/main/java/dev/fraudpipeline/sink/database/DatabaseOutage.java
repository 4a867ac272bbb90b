package dev.fraudpipeline.sink.database;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StartFailedException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells operators how the database is: an outage, which passes by itself, in one line when it
 * begins and one when it ends; whatever somebody has to mend as an error, again every minute.
 * Thread-safe.
 */
public final class DatabaseOutage {
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final Logger log;
  private final Database database;
  private final AvailabilityListener availability;
  private final LongSupplier nanoTime;
  private final Outage outage;
  private SqlFailure error;
  private long told;

  /**
   * @param availability is told of every attempt, too
   */
  public DatabaseOutage(
      Logger log, Database database, AvailabilityListener availability, LongSupplier nanoTime) {
    this.log = log;
    this.database = database;
    this.availability = availability;
    this.nanoTime = nanoTime;
    this.outage = new Outage(log, database.toString());
  }

  /**
   * An attempt failed, and will be repeated.
   *
   * @throws StartFailedException where the log-in is refused and was never accepted
   */
  public synchronized void failed(SqlFailure failure) {
    availability.isDown(failure.phrase());
    switch (failure.kind()) {
      case AWAY -> outage.failed(failure.phrase());
      case LOGIN_REFUSED -> {
        if (!database.wasReached()) {
          throw new StartFailedException(
              database
                  + " refuses the log-in: "
                  + failure.phrase()
                  + ". Check DATABASE_USER, DATABASE_PASSWORD and DATABASE_URL");
        }
        error(failure, "refuses a log-in that it has accepted before", "set the new one");
      }
      case NO_DATABASE -> error(failure, "cannot be used", "create it with CREATE DATABASE");
      case FAULT -> error(failure, "does not take the payments", "have it mended");
    }
  }

  /** An attempt succeeded. */
  public synchronized void succeeded() {
    availability.isUp();
    if (error != null) {
      error = null;
      log.info("{} takes payments again", database);
    }
    outage.succeeded();
  }

  private void error(SqlFailure failure, String what, String remedy) {
    long now = nanoTime.getAsLong();
    if (!failure.equals(error) || now - told >= REMINDER.toNanos()) {
      error = failure;
      told = now;
      log.error(
          "{} {}: {}; {}. Nothing is skipped: trying on", database, what, failure.phrase(), remedy);
    }
  }
}
