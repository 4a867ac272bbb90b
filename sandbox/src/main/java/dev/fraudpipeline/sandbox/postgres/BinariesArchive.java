package dev.fraudpipeline.sandbox.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs and what they need, as a tar file compressed with xz. Immutable.
 *
 * @param url where it can be read
 */
record BinariesArchive(URL url) {

  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> RUNNABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private static final int OWNER_MAY_RUN = 0100;

  /** Enough to tell any two releases apart, and a folder's name can be read. */
  private static final int NAME_DIGITS = 16;

  /**
   * Finds the archive for this machine on the class path.
   *
   * @throws IllegalStateException there is none
   */
  static BinariesArchive forThisMachine() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String name =
        "postgres-"
            + (system.startsWith("mac") ? "darwin" : system)
            + "-"
            + switch (machine) {
              case "amd64" -> "x86_64";
              case "aarch64", "arm64" -> "arm_64";
              default -> machine;
            }
            + ".txz";
    URL url = BinariesArchive.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalStateException(
          "there is no PostgreSQL for " + system + " on " + machine + " in this jar");
    }
    return new BinariesArchive(url);
  }

  /** A name that another content does not have. */
  String name() throws IOException {
    MessageDigest digest = sha256();
    try (InputStream all = new DigestInputStream(url.openStream(), digest)) {
      all.transferTo(OutputStream.nullOutputStream());
    }
    return "postgresql-" + HexFormat.of().formatHex(digest.digest()).substring(0, NAME_DIGITS);
  }

  /**
   * Unpacks everything into this folder, whose permissions stay as they are. What it needs on the
   * heap does not depend on the size of the files: about 12 MiB, most of it xz's window.
   *
   * @throws IOException also where the archive ends early, or names a place outside of the folder
   */
  void unpack(Path folder) throws IOException {
    try (TarArchiveInputStream tar = open()) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = inside(folder, folder, entry.getName());
        if (target.equals(folder)) {
          continue;
        }
        if (entry.isDirectory()) {
          createFolders(folder, target);
        } else if (entry.isSymbolicLink()) {
          createFolders(folder, target.getParent());
          inside(folder, target.getParent(), entry.getLinkName());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          createFolders(folder, target.getParent());
          Files.copy(tar, target);
          boolean runnable = (entry.getMode() & OWNER_MAY_RUN) != 0;
          // Set, since the umask has its say where a file is made.
          Files.setPosixFilePermissions(target, runnable ? RUNNABLE : PLAIN);
        } else {
          throw new IOException(
              entry.getName() + " in the archive is neither file, folder nor link");
        }
      }
    }
  }

  private TarArchiveInputStream open() throws IOException {
    InputStream compressed = url.openStream();
    try {
      return new TarArchiveInputStream(new XZInputStream(compressed));
    } catch (IOException e) {
      compressed.close();
      throw e;
    }
  }

  private static Path inside(Path folder, Path from, String name) throws IOException {
    Path target = from.resolve(name).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException(name + " in the archive leads out of its folder");
    }
    return target;
  }

  private static void createFolders(Path folder, Path target) throws IOException {
    if (target.equals(folder) || Files.isDirectory(target)) {
      return;
    }
    createFolders(folder, target.getParent());
    Files.createDirectory(target);
    Files.setPosixFilePermissions(target, RUNNABLE);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
