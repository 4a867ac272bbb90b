package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keeps whole, beside the journal, what no topic takes for its size. Thread-safe. */
public final class OversizedRecords {
  /** No name leads out of the folder. */
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]{1,200}");

  private final Path folder;

  /**
   * @param journal the journal's folder
   */
  public OversizedRecords(Path journal) {
    this.folder = journal.resolve("refused");
  }

  /**
   * Keeps the bytes under a name, on disk when this returns; the same again changes nothing.
   *
   * @return where they are
   * @throws IOException where the disk is full or broken; may be tried again
   */
  public Path keep(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Path half = folder.resolve(name + ".half");
    try (FileChannel file =
        FileChannel.open(
            half,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
      file.force(true);
    }
    return Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE).toAbsolutePath();
  }

  /**
   * Finds the bytes under a name; empty where none were kept, or on another machine.
   *
   * @throws IOException where it is there and cannot be read
   */
  public Optional<byte[]> find(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** The folder. */
  @Override
  public String toString() {
    return folder.toAbsolutePath().toString();
  }
}
