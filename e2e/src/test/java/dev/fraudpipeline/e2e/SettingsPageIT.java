package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of docs/settings.md say what the daemons say. */
final class SettingsPageIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);

  /** A row such as {@code | `acks` | `all` or `-1` | a payment could be lost |}. */
  private static final Pattern PROPERTY =
      Pattern.compile("(?m)^\\| `([a-z.]+)` \\| (.*?) \\| (.*?) \\|$");

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void theTableOfSettingsSaysWhatHelpSays(String daemon) throws Exception {
    Help help = Help.of(daemon, folder);
    List<String> rows =
        Pages.read(Pages.SETTINGS)
            .lines()
            .filter(row -> row.startsWith("| all |") || row.startsWith("| " + daemon + " |"))
            .toList();
    String table = String.join("\n", rows);

    assertThat(Help.options(table)).isEqualTo(help.options());
    assertThat(Help.variables(table)).isEqualTo(help.variables());
    Matcher defaults = Pattern.compile("([A-Z0-9_]+)\\. Default: (\\S+)").matcher(help.text());
    while (defaults.find()) {
      String variable = defaults.group(1);
      String row =
          rows.stream().filter(r -> r.contains("`" + variable + "`")).findFirst().orElseThrow();
      if (!variable.equals("MODEL_FEATURES") && !variable.equals("PAYMENTS_API_URL")) {
        // Long ones are broken over lines by --help.
        assertThat(row).contains("| `" + defaults.group(2) + "` |");
      }
    }
  }

  @Test
  void theTableOfClientPropertiesSaysWhatIsRefusedAndWhy() throws Exception {
    // Given
    List<MatchResult> rows = PROPERTY.matcher(Pages.read(Pages.SETTINGS)).results().toList();
    assertThat(rows).hasSizeGreaterThan(5);
    String wrong =
        rows.stream().map(row -> row.group(1) + "=another\n").collect(Collectors.joining());
    Files.writeString(
        folder.resolve("client.properties"), "bootstrap.servers=127.0.0.1:1\n" + wrong);
    Path said = folder.resolve("said");

    // When
    JarCommand predictor =
        JarCommand.of(Pipeline.jar("predictor"), said)
            .folder(folder)
            .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    try (JarProcess process = JarProcess.start(predictor)) {
      assertThat(process.awaitEnd(DEFINITELY_TOO_SLOW)).hasValue(2);
    }

    // Then
    List<String> refusals =
        Files.readAllLines(said).stream().filter(line -> line.contains("else")).toList();
    assertThat(refusals).hasSameSizeAs(rows);
    for (MatchResult row : rows) {
      List<String> accepted =
          QUOTED.matcher(row.group(2)).results().map(value -> value.group(1)).sorted().toList();
      String must =
          accepted.isEmpty() ? " must not be set" : " must be " + String.join(" or ", accepted);
      assertThat(refusals)
          .as(row.group())
          .anyMatch(
              line ->
                  line.contains(" " + row.group(1) + must)
                      && line.endsWith("else " + row.group(3)));
    }
  }
}
