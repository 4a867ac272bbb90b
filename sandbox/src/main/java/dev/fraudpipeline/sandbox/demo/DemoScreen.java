package dev.fraudpipeline.sandbox.demo;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Output of the demo: lines that stay, and below them one status line. On a terminal that line is
 * rewritten in place; elsewhere, as in a log of a build, it is printed anew every three seconds.
 * Thread-safe.
 */
final class DemoScreen {
  private static final String CLEAR_LINE = "\r\u001b[K";

  /**
   * A line that is longer than the terminal is wide must not wrap: only its last row is cleared.
   */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";
  private static final String BOLD_RED = "\u001b[1;31m";
  private static final String PLAIN = "\u001b[0m";

  /** Makes an alarm stand out where nothing can be red. */
  private static final String MARK = "!! ";

  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(3);

  private final PrintStream out;
  private final boolean live;
  private final boolean colours;
  private String status = "";
  private long statusPrinted = System.nanoTime() - PLAIN_INTERVAL.toNanos();

  /**
   * @param live whether the output is a terminal
   * @param colours whether alarms may be red; only where live
   */
  DemoScreen(PrintStream out, boolean live, boolean colours) {
    this.out = out;
    this.live = live;
    this.colours = live && colours;
  }

  /** Prints a line above the status line. */
  synchronized void say(String line) {
    print(line);
  }

  /** Prints a fraud alarm above the status line. */
  synchronized void alarm(String line) {
    print(colours ? BOLD_RED + line + PLAIN : MARK + line);
  }

  /** Shows on a terminal what is waited for; elsewhere the lines to come tell enough. */
  synchronized void progress(String line) {
    if (live && !line.equals(status)) {
      status = line;
      drawStatus();
      out.flush();
    }
  }

  /** Shows this status in place of the last. */
  synchronized void status(String line) {
    status = line;
    long now = System.nanoTime();
    if (live) {
      drawStatus();
    } else if (now - statusPrinted >= PLAIN_INTERVAL.toNanos()) {
      statusPrinted = now;
      out.println(line);
    }
    out.flush();
  }

  /** Removes the status line; what is said from now on takes its place. */
  synchronized void clearStatus() {
    if (live && !status.isEmpty()) {
      out.print(CLEAR_LINE);
    }
    status = "";
  }

  /** Leaves the last status as a line of its own; what is said from now on stands below it. */
  synchronized void endStatus() {
    if (!status.isEmpty()) {
      String last = status;
      status = "";
      print(last);
    }
  }

  private void print(String line) {
    if (live) {
      out.print(CLEAR_LINE);
    }
    out.println(line);
    drawStatus();
    out.flush();
  }

  private void drawStatus() {
    if (live && !status.isEmpty()) {
      out.print(CLEAR_LINE + NO_WRAP + status + WRAP);
    }
  }
}
