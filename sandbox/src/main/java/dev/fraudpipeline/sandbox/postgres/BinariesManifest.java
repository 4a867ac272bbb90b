package dev.fraudpipeline.sandbox.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of all files in a folder, with their sizes, kept in the folder itself. It shows what is
 * missing where a program that tidies up, or a full disk, took some of them. Stateless.
 */
final class BinariesManifest {

  private static final String FILE = "manifest";

  private BinariesManifest() {}

  /** Lists what is in the folder now. */
  static void write(Path folder) throws IOException {
    List<String> lines;
    try (Stream<Path> all = Files.walk(folder)) {
      lines =
          all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
              .map(path -> folder.relativize(path).toString())
              .sorted()
              .toList();
    }
    StringBuilder manifest = new StringBuilder();
    for (String line : lines) {
      manifest.append(size(folder.resolve(line))).append(' ').append(line).append('\n');
    }
    Files.writeString(folder.resolve(FILE), manifest, StandardCharsets.UTF_8);
  }

  /** Says whether the folder has its list, and all that is on it. */
  static boolean isFulfilled(Path folder) throws IOException {
    try {
      for (String line : Files.readAllLines(folder.resolve(FILE), StandardCharsets.UTF_8)) {
        int blank = line.indexOf(' ');
        if (blank < 0
            || !line.substring(0, blank)
                .equals(Long.toString(size(folder.resolve(line.substring(blank + 1)))))) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static long size(Path file) throws IOException {
    return (Long) Files.getAttribute(file, "size", LinkOption.NOFOLLOW_LINKS);
  }
}
