package dev.fraudpipeline.sandbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.PaymentId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the predictor's log as {@code tail -F predictor.log | grep ALARM} does, and remembers
 * which payments raised an alarm. Thread-safe.
 */
final class AlarmLog {
  private static final Pattern ALARM =
      Pattern.compile(
          " ALARM - fraud trans_num=(?:\"([^\"]*)\"|(\\S+)) .* at=\"([^\"]+)\"( latency_ms=\\d+)?");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private static final int CHUNK = 1 << 16;

  private final Path log;
  private final Set<PaymentId> alarmed = new HashSet<>();
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
  private long read;

  AlarmLog(Path log) {
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
    Optional<PaymentId> payment = payment(line);
    if (payment.isPresent()) {
      alarmed.add(payment.get());
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

  /** The payment that an alarm line is about; empty for other lines. */
  static Optional<PaymentId> payment(String line) {
    Matcher matcher = ALARM.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String transNum = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    try {
      LocalDateTime time = LocalDateTime.parse(matcher.group(3), TIME);
      return Optional.of(new PaymentId(transNum, time.toEpochSecond(ZoneOffset.UTC)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** How many distinct payments raised an alarm. */
  synchronized long count() {
    return alarmed.size();
  }

  synchronized Set<PaymentId> alarmed() {
    return Set.copyOf(alarmed);
  }
}
