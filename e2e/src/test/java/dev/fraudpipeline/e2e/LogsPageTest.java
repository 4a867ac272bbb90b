package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lines that docs/logs.md explains are lines that the daemons write. */
final class LogsPageTest {
  private static final Pattern LINE = Pattern.compile("(?m)^\\| `([^`]+)` \\| ");

  /** What differs from line to line, and what is joined at run time. */
  private static final Pattern FILLED_IN =
      Pattern.compile(
          "[.]{3}|\\bN\\b|\\b\\d+\\b|topic_1-3@42|\\btransactions\\b|(?= is away: )|[;:,](?= |$)");

  private static String written;

  @BeforeAll
  static void readWhatTheDaemonsSay() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("common", "producer", "predictor", "sink")) {
      try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          // Texts are cut where a line is full, and numbers are put between their parts.
          all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "")).append('\n');
        }
      }
    }
    written = all.toString();
  }

  @Test
  void everyLineThatIsExplainedIsWrittenByADaemon() {
    List<String> lines =
        LINE.matcher(Pages.read(Pages.ROOT.resolve("docs/logs.md")))
            .results()
            .map(line -> line.group(1))
            .toList();

    assertThat(lines).hasSizeGreaterThan(20);
    for (String line : lines) {
      FILLED_IN
          .splitAsStream(line)
          .map(String::strip)
          .filter(part -> part.contains(" "))
          .forEach(
              part ->
                  assertThat(written.contains(part))
                      .as("that a daemon writes \"%s\", of: %s", part, line)
                      .isTrue());
    }
  }
}
