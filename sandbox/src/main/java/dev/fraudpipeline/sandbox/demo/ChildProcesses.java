package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The processes of the demo. One that ends without being told to is started again: whoever kills
 * one, to see what happens, need not start it. Thread-safe.
 */
final class ChildProcesses {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  /** One that ran so long was healthy: its end counts as the first. */
  private static final Duration HEALTHY = Duration.ofSeconds(30);

  private static final int MOST_QUICK_ENDS = 5;

  /** One that never came up will hardly do so at the fifth try. */
  private static final int MOST_ENDS_BEFORE_UP = 1;

  /** Exit status of a daemon whose settings cannot work: trying again mends nothing. */
  private static final int BAD_SETTINGS = 2;

  private static final int FIRST_SIGNAL = 128;

  private final DemoScreen screen;
  private final Map<String, Child> children = new LinkedHashMap<>();

  private static final class Child {
    private JarProcess process;
    private long startedNanos = System.nanoTime();
    private int quickEnds;
    private boolean ended;
    private boolean wasUp;
    private long restartNanos;

    Child(JarProcess process) {
      this.process = process;
    }
  }

  ChildProcesses(DemoScreen screen) {
    this.screen = screen;
  }

  synchronized void start(String name, JarCommand command) {
    children.put(name, new Child(JarProcess.start(command)));
  }

  /** Takes note that it is up, and says how long after its start. */
  synchronized Duration cameUp(String name) {
    Child child = children.get(name);
    child.wasUp = true;
    return Duration.ofNanos(System.nanoTime() - child.startedNanos);
  }

  synchronized boolean isStarted(String name) {
    return children.containsKey(name);
  }

  synchronized boolean isAlive(String name) {
    Child child = children.get(name);
    return child != null && child.process.isAlive();
  }

  synchronized long pid(String name) {
    return children.get(name).process.pid();
  }

  /**
   * Starts again what has ended by itself, after a short delay. To be called every moment.
   *
   * @throws DemoFailedException where one ends again and again as soon as it was started
   */
  synchronized void look() {
    children.forEach(this::look);
  }

  private void look(String name, Child child) {
    OptionalInt status = child.process.status();
    long now = System.nanoTime();
    if (status.isEmpty()) {
      return;
    }
    if (!child.ended) {
      child.ended = true;
      boolean healthy = now - child.startedNanos > HEALTHY.toNanos();
      child.quickEnds = healthy ? 1 : child.quickEnds + 1;
      String ended = "ended with status " + status.getAsInt();
      int most = child.wasUp ? MOST_QUICK_ENDS : MOST_ENDS_BEFORE_UP;
      if (child.quickEnds > most || status.getAsInt() == BAD_SETTINGS) {
        String times = child.quickEnds > 1 ? ", " + child.quickEnds + " times in a row" : "";
        throw new DemoFailedException(lastWords(name, ended + times));
      }
      String words = status.getAsInt() < FIRST_SIGNAL ? lastWords(name, ended) : name + " " + ended;
      screen.say(words + System.lineSeparator() + "  starting " + name + " again");
      child.restartNanos = now + delay(child.quickEnds).toNanos();
    } else if (now - child.restartNanos >= 0) {
      child.process = JarProcess.start(child.process.command());
      child.startedNanos = now;
      child.ended = false;
    }
  }

  /** Tells what became of it, what its log says last, and where there is more. */
  synchronized String lastWords(String name, String what) {
    if (!isStarted(name)) {
      return name + " " + what + "; what it needs is not up";
    }
    Path log = children.get(name).process.command().log();
    String words = LogTail.lastUsefulLine(log).orElse("(its log is empty)");
    return String.join(
        System.lineSeparator(),
        name + " " + what + "; it said last:",
        "  " + words,
        "  more in " + ShellWord.of(log));
  }

  private static Duration delay(int quickEnds) {
    Duration delay = FIRST_DELAY.multipliedBy(1L << (quickEnds - 1));
    return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
  }

  /** Ends these, together, with SIGTERM, and with SIGKILL what still runs after the grace. */
  void stop(List<String> names, Duration grace) throws InterruptedException {
    List<JarProcess> stopping = new ArrayList<>();
    synchronized (this) {
      for (String name : names) {
        Child child = children.remove(name);
        if (child != null) {
          child.process.requestEnd();
          stopping.add(child.process);
        }
      }
    }
    long end = System.nanoTime() + grace.toNanos();
    for (JarProcess process : stopping) {
      process.terminate(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  /** Watches this one no more, and lets it run when the demo ends. */
  synchronized void release(String name) {
    children.remove(name);
  }

  /** Ends whatever is left, without waiting: for the case that the demo itself breaks down. */
  synchronized void endAll() {
    children.values().forEach(child -> child.process.requestEnd());
    children.clear();
  }
}
