package dev.fraudpipeline.common.command.check;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs probes side by side, within one limit of time, and prints what they found, a section each.
 * Used by one thread.
 */
public final class CheckTable {
  /** All works. */
  private static final int EXIT_OK = 0;

  /** Something does not. */
  private static final int EXIT_FAILED = 1;

  /** Leaves room within the 30 seconds that a check may take for the JVM's start and end. */
  private static final Duration LIMIT = Duration.ofSeconds(25);

  private static final int VERDICT_WIDTH = 6;
  private static final int WIDEST_WHAT = 60;

  private final Duration limit;
  private final List<Section> sections = new ArrayList<>();

  public CheckTable() {
    this(LIMIT);
  }

  CheckTable(Duration limit) {
    this.limit = limit;
  }

  /**
   * Adds a section.
   *
   * @return this
   */
  public CheckTable add(String title, Check probe) {
    sections.add(new Section(title, probe));
    return this;
  }

  /**
   * Runs the probes.
   *
   * @return the process's status: 0 where all works, else 1
   */
  public int run(PrintStream out) {
    long end = System.nanoTime() + limit.toNanos();
    sections.forEach(Section::start);
    int failed = 0;
    int all = 0;
    for (Section section : sections) {
      List<CheckFinding> findings = section.await(end - System.nanoTime(), limit);
      print(section.title, findings, out);
      all += findings.size();
      failed += (int) findings.stream().filter(CheckTable::isFailed).count();
    }
    out.println();
    out.println(
        failed == 0
            ? "all works"
            : failed + " of " + all + (failed == 1 ? " does" : " do") + " not work");
    out.flush();
    return failed == 0 ? EXIT_OK : EXIT_FAILED;
  }

  private static boolean isFailed(CheckFinding finding) {
    return finding.verdict() == CheckFinding.Verdict.FAILED;
  }

  private static void print(String title, List<CheckFinding> findings, PrintStream out) {
    int width =
        findings.stream()
            .mapToInt(f -> f.what().length())
            .filter(n -> n <= WIDEST_WHAT)
            .max()
            .orElse(0);
    out.println();
    out.println(title);
    for (CheckFinding finding : findings) {
      String line =
          "  "
              + padded(finding.verdict().word(), VERDICT_WIDTH)
              + "  "
              + padded(finding.what(), width)
              + "  "
              + finding.detail();
      out.println(line.stripTrailing());
    }
    out.flush();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** A probe under way in a thread of its own, and what it has found so far. */
  private static final class Section {
    private final String title;
    private final List<CheckFinding> findings = new ArrayList<>();
    private final FutureTask<Void> task;

    Section(String title, Check probe) {
      this.title = title;
      this.task =
          new FutureTask<>(
              () -> {
                probe.look(this::add);
                return null;
              });
    }

    void start() {
      Thread thread = new Thread(task, "check-" + title);
      // One that hangs does not hold up the end of the process.
      thread.setDaemon(true);
      thread.start();
    }

    private void add(CheckFinding finding) {
      synchronized (findings) {
        findings.add(finding);
      }
    }

    List<CheckFinding> await(long nanos, Duration limit) {
      List<CheckFinding> last = new ArrayList<>();
      Consumer<String> fail = why -> last.add(CheckFinding.failed(title, why));
      try {
        task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        task.cancel(true);
        fail.accept("no end after " + limit.toSeconds() + " s: it hangs, or is too slow");
      } catch (ExecutionException e) {
        // Not its message, which may repeat anything.
        fail.accept("a fault of the check itself: " + e.getCause().getClass().getSimpleName());
      } catch (InterruptedException e) {
        task.cancel(true);
        Thread.currentThread().interrupt();
        fail.accept("interrupted");
      }
      synchronized (findings) {
        List<CheckFinding> all = new ArrayList<>(findings);
        all.addAll(last);
        return all;
      }
    }
  }
}
