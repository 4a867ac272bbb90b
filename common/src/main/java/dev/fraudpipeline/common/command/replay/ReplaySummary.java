package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.log.LogText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the records of each code by the fate they met. Not thread-safe. */
final class ReplaySummary {
  /** So many lines about single records are shown, and then only how many more there are. */
  private static final int MOST_LINES = 20;

  private final Map<String, Map<Fate, Integer>> counts = new TreeMap<>();
  private final PrintStream err;
  private int lines;

  ReplaySummary(PrintStream err) {
    this.err = err;
  }

  /** Outcome for a rejected record. */
  enum Fate {
    REPLAYED("replayed"),
    BEFORE("replayed before"),
    STILL_BAD("still bad"),
    TOO_LARGE("too large"),
    CUT_OFF("cut off"),
    CAME_BACK("came back too often");

    private final String title;

    Fate(String title) {
      this.title = title;
    }
  }

  void count(RejectedRecord rejected, Fate fate) {
    counts
        .computeIfAbsent(LogText.escaped(rejected.code()), code -> new EnumMap<>(Fate.class))
        .merge(fate, 1, Integer::sum);
  }

  /** Counts one that stays where it is, and says why. */
  void count(RejectedRecord rejected, Fate fate, String reason) {
    count(rejected, fate);
    lines++;
    if (lines <= MOST_LINES) {
      err.println(LogText.escaped(rejected.id()) + " is " + fate.title + ": " + reason);
    }
  }

  int total(Fate fate) {
    return counts.values().stream().mapToInt(of -> of.getOrDefault(fate, 0)).sum();
  }

  /**
   * Prints a line for each code, with the fates that there were; nothing where there was nothing.
   *
   * @param dryRun whether nothing was sent
   */
  void print(boolean dryRun, PrintStream out) {
    if (lines > MOST_LINES) {
      err.println("... and " + (lines - MOST_LINES) + " more stay where they are");
    }
    if (counts.isEmpty()) {
      return;
    }
    List<Fate> shown = new ArrayList<>();
    for (Fate fate : Fate.values()) {
      if (fate == Fate.REPLAYED || total(fate) > 0) {
        shown.add(fate);
      }
    }
    StringBuilder head = new StringBuilder("%-16s".formatted("rejected_code"));
    for (Fate fate : shown) {
      head.append("  ").append(title(fate, dryRun));
    }
    out.println(head);
    counts.forEach(
        (code, fates) -> {
          StringBuilder line = new StringBuilder("%-16s".formatted(code));
          for (Fate fate : shown) {
            int width = title(fate, dryRun).length();
            line.append("  ").append(("%" + width + "d").formatted(fates.getOrDefault(fate, 0)));
          }
          out.println(line);
        });
  }

  private static String title(Fate fate, boolean dryRun) {
    return dryRun && fate == Fate.REPLAYED ? "to be replayed" : fate.title;
  }
}
