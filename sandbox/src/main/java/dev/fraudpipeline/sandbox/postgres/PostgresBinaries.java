package dev.fraudpipeline.sandbox.postgres;

import dev.fraudpipeline.sandbox.disk.FolderRemoval;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's programs, unpacked. They are there as a whole or not at all: they are unpacked into
 * a folder beside their own, which is then renamed. Processes that start at once wait for the first
 * of them; what a killed one has left is removed by the next. Immutable.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder) {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

  private static final String UNFINISHED = ".unfinished-";

  /** A lock on a file is the whole process's, so its threads need one of their own. */
  private static final Object THREADS_LOCK = new Object();

  /**
   * Finds the programs in this folder, or unpacks them there where they are missing or incomplete.
   *
   * @throws IOException they cannot be unpacked, since the disk is full for instance
   * @throws IllegalStateException programs in this folder cannot be run
   */
  static PostgresBinaries in(CacheFolder cache, BinariesArchive archive) throws IOException {
    Path own = cache.path().resolve(archive.name());
    if (!BinariesManifest.isFulfilled(own)) {
      synchronized (THREADS_LOCK) {
        try (FileChannel file =
                FileChannel.open(
                    cache.path().resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = file.lock()) {
          assert lock.isValid();
          if (!BinariesManifest.isFulfilled(own)) {
            unpack(cache, archive, own);
          }
        }
      }
    }
    PostgresBinaries binaries = new PostgresBinaries(own);
    if (!Files.isExecutable(binaries.program("postgres"))) {
      throw new IllegalStateException(
          cache.path()
              + " allows no programs to be run, as a disk mounted with noexec does not: set"
              + " XDG_CACHE_HOME to a folder that does");
    }
    return binaries;
  }

  /** Where the program of this name is. */
  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  private static void unpack(CacheFolder cache, BinariesArchive archive, Path own)
      throws IOException {
    LOG.info("unpacking PostgreSQL's programs into {}", own);
    // The lock says that nobody is at work on any of these.
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(cache.path(), UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        FolderRemoval.remove(leftover);
      }
    }
    Path unfinished = Files.createTempDirectory(cache.path(), UNFINISHED);
    try {
      archive.unpack(unfinished);
      // Its sizes also tell of files that a machine without power has not written out.
      BinariesManifest.write(unfinished);
      Files.setPosixFilePermissions(unfinished, cache.permissions());
      FolderRemoval.remove(own);
      Files.move(unfinished, own, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      removeAfter(e, unfinished);
      throw e;
    }
  }

  private static void removeAfter(Throwable failure, Path unfinished) {
    try {
      FolderRemoval.remove(unfinished);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
