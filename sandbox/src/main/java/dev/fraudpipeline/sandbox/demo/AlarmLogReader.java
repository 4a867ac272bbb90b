package dev.fraudpipeline.sandbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the predictor's log as {@code tail -F predictor.log | grep ALARM} does, and remembers
 * which payments raised an alarm. Thread-safe.
 */
final class AlarmLogReader {
  private static final Pattern ALARM =
      Pattern.compile(
          " ALARM - fraud trans_num=(?:\"([^\"]*)\"|(\\S+)) .* at=\"([^\"]+)\" latency_ms=(\\d+)");

  private static final int CHUNK = 1 << 16;

  private final Path log;
  private final Map<AlarmedPayment, Long> latencies = new HashMap<>();
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
  private long read;

  AlarmLogReader(Path log) {
    this.log = log;
  }

  /** The alarm lines that were written since the last call. */
  synchronized List<String> next() {
    List<String> alarms = new ArrayList<>();
    for (byte[] bytes = added(); bytes.length > 0; bytes = added()) {
      for (byte b : bytes) {
        if (b == '\n') {
          endLine(alarms);
        } else {
          unfinished.write(b);
        }
      }
    }
    return alarms;
  }

  private void endLine(List<String> alarms) {
    String line = unfinished.toString(UTF_8);
    unfinished.reset();
    Optional<Alarm> alarm = parse(line);
    if (alarm.isPresent()) {
      // Alarms are at least once: what counts is the first.
      latencies.putIfAbsent(alarm.get().payment(), alarm.get().latencyMillis());
      alarms.add(line);
    }
  }

  private byte[] added() {
    if (Files.notExists(log)) {
      return new byte[0];
    }
    try (SeekableByteChannel file = Files.newByteChannel(log)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, file.size() - read));
      file.position(read);
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Reads on until the buffer is full.
      }
      read += bytes.position();
      return Arrays.copyOf(bytes.array(), bytes.position());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }

  /** Reads an alarm line; empty for other lines. */
  static Optional<Alarm> parse(String line) {
    Matcher matcher = ALARM.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String transNum = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return Optional.of(
        new Alarm(
            new AlarmedPayment(transNum, matcher.group(3)), Long.parseLong(matcher.group(4))));
  }

  /**
   * An alarm.
   *
   * @param latencyMillis from the payment's fetch to the alarm
   */
  record Alarm(AlarmedPayment payment, long latencyMillis) {}

  /** Number of distinct payments that raised an alarm. */
  synchronized long count() {
    return latencies.size();
  }

  /** The payments that raised an alarm, and how many milliseconds after their fetch. */
  synchronized Map<AlarmedPayment, Long> latencies() {
    return Map.copyOf(latencies);
  }
}
