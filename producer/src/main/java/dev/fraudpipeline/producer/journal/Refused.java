package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Keeps whole, beside the journal, what no topic takes for its size. Thread-safe. */
public final class Refused {
  private final Path folder;

  /**
   * @param journal the journal's folder
   */
  public Refused(Path journal) {
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
}
