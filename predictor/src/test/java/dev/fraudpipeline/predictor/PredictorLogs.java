package dev.fraudpipeline.predictor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * All that a test's predictors log: those in this JVM, and those that are processes of their own.
 * Used by one thread.
 */
final class PredictorLogs implements AutoCloseable {
  private static final Pattern ALARM = Pattern.compile("ALARM - fraud trans_num=([0-9a-f]{32}) ");

  private final Set<Path> files = new TreeSet<>();

  /** Null while there was no predictor in this JVM. */
  private RecordedLog here;

  /** From now on a predictor in this JVM is one of them. */
  void recordHere() {
    if (here == null) {
      here = new RecordedLog();
    }
  }

  /** The process that logs to this file is one of them. */
  void add(Path file) {
    files.add(file);
  }

  /** All so far, process after process. */
  String text() {
    StringBuilder all = new StringBuilder(here == null ? "" : here.text());
    for (Path file : files) {
      try {
        all.append(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all.toString();
  }

  /** Waits until the text is there behind the first so many characters. */
  void await(String expected, int after) {
    Awaitility.await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .until(() -> text().substring(after).contains(expected));
  }

  /** The payments that an alarm was raised for, in the order of the log. */
  static List<Integer> alarmsIn(String log) {
    return ALARM.matcher(log).results().map(m -> Integer.parseInt(m.group(1), 16)).toList();
  }

  @Override
  public void close() {
    if (here != null) {
      here.close();
    }
  }
}
