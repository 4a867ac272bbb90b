package dev.fraudpipeline.sink.command.verdict;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * {@code sink.jar confirm TRANS_NUM 1|0}: records an investigator's verdict. Nothing changes where
 * it is not clear which payment is meant, or where that would overwrite another verdict.
 *
 * @param transNum the payment's
 * @param verdict 1 for fraud, 0 for none
 * @param at which of several payments is meant; empty where there is only one
 * @param change whether another verdict may be overwritten
 */
public record ConfirmCommand(
    String transNum, Integer verdict, Optional<String> at, Boolean change) {

  static final Option<String> TRANS_NUM =
      Option.parameter("TRANS_NUM", text -> text, "The payment's trans_num.");

  static final Option<Integer> VERDICT =
      Option.parameter(
          "VERDICT",
          text -> {
            if (text.equals("0") || text.equals("1")) {
              return Integer.valueOf(text);
            }
            throw new InvalidOptionException("1 for fraud, or 0 for none");
          },
          "1 for fraud, or 0 for none.");

  static final Option<String> AT =
      Option.option(
          "--at",
          text -> {
            try {
              return PaymentTable.TIMESTAMP.format(
                  LocalDateTime.parse(text, PaymentTable.TIMESTAMP));
            } catch (DateTimeException e) {
              throw new InvalidOptionException(
                  "a time as yyyy-MM-dd HH:mm:ss, in UTC as in the table");
            }
          },
          "Which one is meant where the trans_num has several payments: yyyy-MM-dd HH:mm:ss.");

  static final Option<Boolean> CHANGE =
      Option.flag("--change", "Overwrite a verdict that was given before.");

  /** All that it reads beside the database and the table. */
  public static final List<Option<?>> SETTINGS = List.of(TRANS_NUM, VERDICT, AT, CHANGE);

  /** Reads the command line; to be used once {@link Options#throwIfInvalid()} has not thrown. */
  public static ConfirmCommand from(Options settings) {
    return new ConfirmCommand(
        settings.get(TRANS_NUM), settings.get(VERDICT), settings.find(AT), settings.get(CHANGE));
  }

  /**
   * Does it.
   *
   * @return 0 where the verdict stands in the table now, else 1
   */
  public int run(Connection connection, TableName table, PrintStream out, PrintStream err)
      throws SQLException {
    VerdictTable verdicts = new VerdictTable(table);
    List<ReviewablePayment> found = verdicts.find(connection, transNum, at);
    if (found.isEmpty()) {
      err.println("there is no such payment: nothing is changed");
      return 1;
    }
    if (found.size() > 1) {
      err.println(
          "there are "
              + found.size()
              + " such payments, so nothing is changed: say which with --at");
      PaymentListing.table(found, out);
      return 1;
    }
    ReviewablePayment payment = found.get(0);
    boolean same = payment.confirmed().equals(Optional.of(verdict));
    if (payment.confirmed().isPresent() && !same && !change) {
      err.println(
          "the verdict is "
              + payment.confirmed().get()
              + " already, so nothing is changed: give --change to overwrite it");
      PaymentListing.table(found, out);
      return 1;
    }
    if (!same) {
      verdicts.confirm(connection, payment, verdict);
      connection.commit();
    }
    out.println(
        "fraud_confirmed = "
            + verdict
            + (same ? ", as it was" : payment.confirmed().map(was -> ", was " + was).orElse("")));
    return 0;
  }
}
