package dev.fraudpipeline.producer.command;

import dev.fraudpipeline.common.command.check.Check;
import dev.fraudpipeline.common.command.check.CheckFinding;
import dev.fraudpipeline.common.log.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells whether the journal's folder can be used: written, brought to disk and locked, which is
 * tried on a file of its own that is gone afterwards. The journal's own lock is not touched, be it
 * for a moment: a producer that starts in that moment would take it for another producer's.
 */
public final class JournalCheck implements Check {
  private static final String WHAT = "journal";

  private final Path folder;
  private final long room;

  /**
   * @param room in bytes, below which the producer does not poll
   */
  public JournalCheck(Path folder, long room) {
    this.folder = folder.toAbsolutePath();
    this.room = room;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      if (there == null || !Files.isDirectory(there)) {
        findings.accept(
            CheckFinding.failed(
                WHAT, there + " is no folder: PRODUCER_JOURNAL (--journal) must name one"));
        return;
      }
      tryOut(there);
      findings.accept(
          CheckFinding.ok(
              WHAT,
              there.equals(folder)
                  ? folder + ": can be written and locked, holds " + bytes() + " bytes"
                  : folder + ": not there yet, the producer makes it"));
      findings.accept(space(there));
    } catch (IOException e) {
      findings.accept(
          CheckFinding.failed(
              WHAT,
              there
                  + " cannot be written and locked: "
                  + LogText.cause(e)
                  + ". It must lie on a disk that works, and be this user's"));
    }
  }

  private static void tryOut(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "check-", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}));
      channel.force(true);
      try (FileLock lock = channel.tryLock()) {
        if (lock == null) {
          throw new IOException("its disk grants no lock");
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".journal"))
          // Zero for what a producer deletes at this moment.
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private CheckFinding space(Path there) throws IOException {
    long free = Files.getFileStore(there).getUsableSpace();
    String what = "journal's disk";
    return free >= room
        ? CheckFinding.ok(what, (free >> 20) + " MiB free")
        : CheckFinding.failed(
            what,
            (free >> 20)
                + " MiB free: the producer does not poll below "
                + (room >> 20)
                + " MiB. Make room");
  }
}
