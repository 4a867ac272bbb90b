package dev.fraudpipeline.sink.command.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** The place of an export: there whole, or not at all. */
interface ExportTarget {
  /**
   * Has the file written and puts it in its place.
   *
   * @throws IOException where it cannot be had there; its message says what and where
   */
  long take(Writing writing) throws IOException, SQLException;

  /** Writes the whole file, and gives the number of its rows. */
  @FunctionalInterface
  interface Writing {
    long to(OutputStream out) throws IOException, SQLException;
  }

  /** Standard output: the reader sees by the status whether it is whole. */
  static ExportTarget to(PrintStream out) {
    return writing -> {
      OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
      long rows = writing.to(buffered);
      buffered.flush();
      if (out.checkError()) {
        throw new IOException("standard output does not take the export");
      }
      return rows;
    };
  }

  /** A file, which gets its name when it is whole and on disk; one of that name is replaced. */
  static ExportTarget to(Path file) {
    return writing -> {
      Path target = file.toAbsolutePath();
      Path partial =
          target.resolveSibling(
              "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      try {
        long rows = writeSynced(partial, writing);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        return rows;
      } catch (IOException e) {
        throw new IOException(
            "cannot write " + file + ": " + e.getClass().getSimpleName() + ", " + e.getMessage(),
            e);
      } finally {
        Files.deleteIfExists(partial);
      }
    };
  }

  /** Writes a file, and returns once it is on disk. */
  static long writeSynced(Path file, Writing writing) throws IOException, SQLException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      long rows = writing.to(buffered);
      buffered.flush();
      channel.force(true);
      return rows;
    }
  }
}
