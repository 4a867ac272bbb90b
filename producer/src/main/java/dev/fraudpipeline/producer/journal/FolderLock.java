package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second producer out of a journal's folder, until it is closed or the process ends. */
final class FolderLock implements AutoCloseable {
  private final FileChannel file;

  /**
   * Locks the folder.
   *
   * @throws JournalInUseException where another process, or another journal of this one, has it
   */
  FolderLock(Path folder) throws IOException, JournalInUseException {
    file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      throw new JournalInUseException(folder);
    } finally {
      if (!locked) {
        file.close();
      }
    }
    if (!locked) {
      throw new JournalInUseException(folder);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
