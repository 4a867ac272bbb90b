package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's table of settings and each daemon's {@code --help} name the same. */
final class ReadmeIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void theTableOfSettingsSaysWhatHelpSays(String daemon) throws Exception {
    Help help = Help.of(daemon, folder);
    List<String> rows =
        Files.readAllLines(Path.of("..", "README.md")).stream()
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
}
