package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Spells a {@link PaymentLedger} for people: a line an entry, and the verdict last. */
final class LedgerText {
  private LedgerText() {}

  /**
   * The lines.
   *
   * @param fetchToAlarm from the fetch of a payment to its alarm
   * @param fetchToRow from the fetch of a payment to the commit of its row
   * @param ready how long each daemon took to be ready
   */
  static List<String> lines(
      PaymentLedger ledger,
      LatencySummary fetchToAlarm,
      LatencySummary fetchToRow,
      Map<String, Duration> ready) {
    List<String> lines = new ArrayList<>();
    lines.add("Ledger");
    String again = ledger.servedAgain() + " of them served again, which counts once";
    lines.add(entry("payments served", ledger.served(), ledger.servedAgain() > 0 ? again : ""));
    lines.add(entry("rows in the table", ledger.rows(), ""));
    String garbage = ledger.garbage() + " of them answers that held no payment";
    lines.add(entry("rejected", ledger.rejected(), ledger.garbage() > 0 ? garbage : ""));
    lines.add(entry("missing", ledger.missing(), ""));
    lines.add(entry("duplicates", ledger.duplicates(), ""));
    lines.add(entry("unexpected rows", ledger.unexpected(), ""));
    String silent =
        ledger.silentFrauds() == 0
            ? "every predicted fraud has one"
            : ledger.silentFrauds() + " predicted frauds have none";
    lines.add(entry("alarms", ledger.alarms(), silent));
    lines.add(entry("topic_1 backlog", ledger.backlog1(), ""));
    lines.add(entry("topic_2 backlog", ledger.backlog2(), ""));
    PaymentLedger.Quality quality = ledger.quality();
    long predicted = quality.hits() + quality.falseAlarms();
    long frauds = quality.hits() + quality.overlooked();
    lines.add(
        entry(
            "precision",
            share(quality.precision()),
            quality.hits() + " of " + predicted + " predicted frauds are frauds"));
    lines.add(
        entry(
            "recall",
            share(quality.recall()),
            quality.hits() + " of " + frauds + " frauds were predicted"));
    lines.add(entry("fetch to alarm", fetchToAlarm.count(), fetchToAlarm.toString()));
    lines.add(entry("fetch to row", fetchToRow.count(), fetchToRow.toString()));
    lines.add(entry("daemons", ready.size(), readyAfter(ready)));
    lines.add("");
    lines.add(verdict(ledger));
    return lines;
  }

  private static String readyAfter(Map<String, Duration> ready) {
    return ready.entrySet().stream()
        .map(daemon -> daemon.getKey() + " ready after " + seconds(daemon.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Such as {@code 3.4 s}. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
  }

  private static String entry(String name, long value, String note) {
    return entry(name, Long.toString(value), note);
  }

  private static String entry(String name, String value, String note) {
    String line = String.format(Locale.ROOT, "  %-18s %9s", name, value);
    return note.isEmpty() ? line : line + "   " + note;
  }

  private static String share(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f", share);
  }

  private static String verdict(PaymentLedger ledger) {
    if (ledger.isBalanced()) {
      return "BALANCED: every payment served is one row or one rejected record, and no fraud went"
          + " without its alarm.";
    }
    List<String> reasons = new ArrayList<>();
    add(reasons, ledger.missing(), "missing");
    add(reasons, ledger.overRejected(), "rejected more than did not become a row");
    add(reasons, ledger.duplicates(), "twice in topic_2");
    add(reasons, ledger.unexpected(), "in the table but never served");
    add(reasons, ledger.silentFrauds(), "predicted as fraud without an alarm");
    String where =
        ledger.backlog1() + ledger.backlog2() > 0 ? " What is in the backlogs is not lost." : "";
    return "NOT BALANCED: " + String.join(", ", reasons) + "." + where;
  }

  private static void add(List<String> reasons, long count, String what) {
    if (count > 0) {
      reasons.add(count + " " + what);
    }
  }
}
