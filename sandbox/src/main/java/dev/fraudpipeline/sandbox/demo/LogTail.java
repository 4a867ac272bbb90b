package dev.fraudpipeline.sandbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds in the end of a process's log what it ended for. */
final class LogTail {
  private static final int LOOKED_AT = 1 << 16;

  private LogTail() {}

  /**
   * The last line that tells something: neither blank nor a frame of a stack trace. Empty where the
   * log has none, or cannot be read.
   */
  static Optional<String> lastUsefulLine(Path log) {
    List<String> lines;
    try (SeekableByteChannel file = Files.newByteChannel(log)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LOOKED_AT, file.size()));
      file.position(file.size() - bytes.capacity());
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Reads on until the buffer is full.
      }
      lines = new String(bytes.array(), 0, bytes.position(), UTF_8).lines().toList();
    } catch (IOException e) {
      return Optional.empty();
    }
    return lines.stream()
        .filter(line -> !line.isBlank() && !isFrame(line) && !line.startsWith("Try: "))
        .reduce((earlier, later) -> later)
        .map(String::strip);
  }

  private static boolean isFrame(String line) {
    return line.matches("\\s+(at .*|\\.\\.\\. \\d+ (more|common frames omitted))");
  }
}
