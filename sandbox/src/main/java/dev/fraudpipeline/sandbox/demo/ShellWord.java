package dev.fraudpipeline.sandbox.demo;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Spells a word so that a shell reads it as one, whatever it holds. */
final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private ShellWord() {}

  /** The word as it is where that is safe, else in single quotes. */
  static String of(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** A path, from the working directory where it lies below: that is where the user copies it. */
  static String of(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    boolean below = absolute.startsWith(here) && !absolute.equals(here);
    return of((below ? here.relativize(absolute) : absolute).toString());
  }
}
