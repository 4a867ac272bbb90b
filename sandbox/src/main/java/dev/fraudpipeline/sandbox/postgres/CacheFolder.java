package dev.fraudpipeline.sandbox.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder for programs that nobody but this process's user can change, since whoever changes one
 * of them has it run by this user. Immutable.
 *
 * @param path absolute and without symbolic links
 * @param permissions those of everything in it that others must not see
 */
record CacheFolder(Path path, Set<PosixFilePermission> permissions) {

  private static final Set<PosixFilePermission> OWNERS_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FOR_ANOTHER_ACCOUNT =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private static final int GROUP_OR_OTHERS_MAY_WRITE = 0022;
  private static final int OTHERS_MAY_WRITE = 0002;
  private static final int OTHERS_MAY_PASS = 0001;
  private static final int STICKY = 01000;

  /**
   * Makes the first of these places that will do, and its parents where they are missing.
   *
   * @param account who has to reach what is in it
   * @throws IllegalStateException none will do; the message says why for each
   */
  static CacheFolder firstUsable(List<Path> places, ServerAccount account) {
    List<String> reasons = new ArrayList<>();
    for (Path place : places) {
      try {
        return make(place, account);
      } catch (FileSystemException e) {
        reasons.add(place + " (" + (e.getReason() == null ? reason(e) : e.getReason()) + ")");
      } catch (IOException e) {
        reasons.add(place + " (" + e.getMessage() + ")");
      }
    }
    throw new IllegalStateException(
        "PostgreSQL's programs cannot be kept in any of these folders: "
            + String.join(", ", reasons)
            + "; set XDG_CACHE_HOME to a folder that is yours");
  }

  private static String reason(FileSystemException failure) {
    return switch (failure.getClass().getSimpleName()) {
      case "AccessDeniedException" -> "it may not be written";
      case "FileAlreadyExistsException" -> "a file is in the way";
      default -> failure.getClass().getSimpleName();
    };
  }

  private static CacheFolder make(Path place, ServerAccount account) throws IOException {
    Set<PosixFilePermission> permissions =
        account.reachesAll() ? OWNERS_ALONE : FOR_ANOTHER_ACCOUNT;
    // Before anything is made, for what will not do stays as it is.
    checkParents(nearestExisting(place), account);
    Files.createDirectories(place, PosixFilePermissions.asFileAttribute(permissions));
    Path real = place.toRealPath();
    if (((Number) Files.getAttribute(real, "unix:uid")).longValue() != new UnixSystem().getUid()) {
      throw new FileSystemException(real.toString(), null, "it belongs to another user");
    }
    if (!Files.isWritable(real)) {
      throw new FileSystemException(real.toString(), null, "it may not be written");
    }
    if (((Integer) Files.getAttribute(real, "unix:mode") & GROUP_OR_OTHERS_MAY_WRITE) != 0) {
      throw new FileSystemException(real.toString(), null, "others may write to it");
    }
    checkParents(real.getParent(), account);
    Files.setPosixFilePermissions(real, permissions);
    return new CacheFolder(real, permissions);
  }

  private static Path nearestExisting(Path place) throws IOException {
    Path existing = place;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing.toRealPath();
  }

  /** Whoever may write to a parent may put another folder in this one's place. */
  private static void checkParents(Path nearest, ServerAccount account) throws IOException {
    for (Path parent = nearest; parent != null; parent = parent.getParent()) {
      int mode = (Integer) Files.getAttribute(parent, "unix:mode");
      if ((mode & OTHERS_MAY_WRITE) != 0 && (mode & STICKY) == 0) {
        throw new FileSystemException(parent.toString(), null, "everybody may write to " + parent);
      }
      if ((mode & OTHERS_MAY_PASS) == 0 && !account.reachesAll()) {
        throw new FileSystemException(parent.toString(), null, "PostgreSQL's user cannot reach it");
      }
    }
  }
}
