package dev.fraudpipeline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the project: those beside README.md, and all below docs/. */
final class Pages {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path README = ROOT.resolve("README.md");
  static final Path OPERATIONS = ROOT.resolve("docs/operations.md");
  static final Path SETTINGS = ROOT.resolve("docs/settings.md");

  private static final String ENDING = ".md";

  private Pages() {}

  /** All of them, in the order of their paths. */
  static List<Path> all() {
    try (Stream<Path> beside = Files.list(ROOT);
        Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(beside, below)
          .filter(file -> file.toString().endsWith(ENDING))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is, from the project's folder on, for people. */
  static String nameOf(Path page) {
    return ROOT.relativize(page).toString();
  }

  static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
