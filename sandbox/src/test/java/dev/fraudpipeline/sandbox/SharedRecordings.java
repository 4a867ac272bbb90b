package dev.fraudpipeline.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Recorded material that may lie beside the project: tests use it where it is there. */
public final class SharedRecordings {
  private SharedRecordings() {}

  /** A file of it, or empty where there is none. */
  public static Optional<Path> file(String path) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolveSibling("shared").resolve(path);
      if (Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
