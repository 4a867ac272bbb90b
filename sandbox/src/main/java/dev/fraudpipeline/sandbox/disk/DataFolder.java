package dev.fraudpipeline.sandbox.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder in which a part keeps its data and its port number from one run to the next. It is one
 * part's at a time: the folder is locked until {@link #close()} or the end of this process.
 */
public final class DataFolder implements AutoCloseable {

  private static final String PORT_FILE = "port";
  private static final int MAX_PORT = 65_535;

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder where it is missing, and locks it.
   *
   * @throws IllegalStateException another process, or another part in this one, uses it now
   * @throws UncheckedIOException it cannot be written
   */
  public static DataFolder open(Path path) {
    try {
      Path real = Files.createDirectories(path).toRealPath();
      FileChannel lockFile =
          FileChannel.open(
              real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(lockFile)) {
        lockFile.close();
        throw new IllegalStateException(real + " is in use");
      }
      return new DataFolder(real, lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException("data folder " + path + " cannot be used", e);
    }
  }

  private static boolean isLocked(FileChannel lockFile) throws IOException {
    try {
      return lockFile.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The folder, absolute and without symbolic links. */
  public Path path() {
    return path;
  }

  /**
   * The port to listen on: the one asked for, else (for 0) the remembered one, else 0.
   *
   * @throws IllegalStateException what is remembered is no port number
   */
  public int port(int asked) {
    Path file = path.resolve(PORT_FILE);
    if (asked != 0 || !Files.exists(file)) {
      return asked;
    }
    try {
      int remembered = Integer.parseInt(Files.readString(file).strip());
      if (remembered > 0 && remembered <= MAX_PORT) {
        return remembered;
      }
    } catch (NumberFormatException e) {
      // Said below, for this and for numbers that are no ports.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(file + " holds no port number; remove it");
  }

  /** Makes this the port of the next start that asks for none. */
  public void rememberPort(int port) {
    try {
      Files.writeString(path.resolve(PORT_FILE), Integer.toString(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets others use the folder; what is in it stays. Does nothing when called again. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
