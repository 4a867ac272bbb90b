package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Function;

/**
 * Spells {@link FlowSnapshot}s as one line, with rates over the last seconds:
 *
 * <pre>{@code 00:42  fetched 840 20/s | topic_1 3 | scored 837 20/s | ALARMS 5 | topic_2 0 | ...}
 * </pre>
 *
 * <p>{@code -} stands for what is not known yet, {@code 837?} for the last that was known before
 * its source stopped answering. Not thread-safe.
 */
final class StatusLine {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private final Deque<FlowSnapshot> recent = new ArrayDeque<>();

  /** The line for this snapshot, which must not be older than the one before. */
  String next(FlowSnapshot now) {
    recent.addLast(now);
    while (recent.size() > 2
        && now.elapsed().minus(recent.getFirst().elapsed()).compareTo(WINDOW) > 0) {
      recent.removeFirst();
    }
    return String.format(
        Locale.ROOT,
        "%02d:%02d  fetched %s%s | topic_1 backlog %s | scored %s%s | alarms %s | topic_2 backlog"
            + " %s | rows %s%s",
        now.elapsed().toMinutes(),
        now.elapsed().toSecondsPart(),
        now.fetched(),
        rate(now, FlowSnapshot::fetched),
        now.backlog1(),
        now.scored(),
        rate(now, FlowSnapshot::scored),
        now.alarms(),
        now.backlog2(),
        now.rows(),
        rate(now, FlowSnapshot::rows));
  }

  private String rate(FlowSnapshot now, Function<FlowSnapshot, FlowReading> which) {
    FlowSnapshot then = recent.getFirst();
    long millis = now.elapsed().minus(then.elapsed()).toMillis();
    if (!which.apply(now).isKnown() || millis <= 0) {
      return "";
    }
    // What was not known at the window's beginning was not there yet: it grew from zero.
    long grown = which.apply(now).value() - Math.max(0, which.apply(then).value());
    return String.format(Locale.ROOT, " (%.0f/s)", Math.max(0, grown) * 1000.0 / millis);
  }
}
