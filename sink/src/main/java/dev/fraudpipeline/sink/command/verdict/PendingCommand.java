package dev.fraudpipeline.sink.command.verdict;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.sink.table.TableName;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * {@code sink.jar pending}: lists predicted frauds without a verdict, the newest first.
 *
 * @param json for programs; else a table for people
 * @param limit so many at most
 */
public record PendingCommand(Boolean json, Integer limit) {
  static final Option<Boolean> AS_JSON =
      Option.flag("--json", "Print one JSON object a line, for programs.");

  static final Option<Integer> LIMIT =
      Option.option("--limit", OptionRules.integer(1, 1_000_000), "So many at most.").orElse("50");

  /** All that it reads beside the database and the table. */
  public static final List<Option<?>> SETTINGS = List.of(AS_JSON, LIMIT);

  /** Reads the command line; to be used once {@link Options#throwIfInvalid()} has not thrown. */
  public static PendingCommand from(Options settings) {
    return new PendingCommand(settings.get(AS_JSON), settings.get(LIMIT));
  }

  /** Does it; 0 also where nothing is pending. */
  public int run(Connection connection, TableName table, PrintStream out, PrintStream err)
      throws SQLException {
    VerdictTable verdicts = new VerdictTable(table);
    List<ReviewablePayment> pending = verdicts.pending(connection, limit);
    if (json) {
      PaymentListing.json(pending, out);
    } else {
      PaymentListing.table(pending, out);
    }
    // Beside the list, so that a pipe gets nothing but that.
    long all = pending.size() < limit ? pending.size() : verdicts.countPending(connection);
    err.println(all + " without a verdict, " + pending.size() + " shown");
    return 0;
  }
}
