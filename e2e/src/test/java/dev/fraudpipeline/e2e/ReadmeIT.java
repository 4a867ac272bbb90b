package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's table of settings and each daemon's {@code --help} name the same. */
final class ReadmeIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]+");
  private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\\b");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void theTableOfSettingsSaysWhatHelpSays(String daemon) throws Exception {
    String help = output(daemon, "--help");
    List<String> rows =
        Files.readAllLines(Path.of("..", "README.md")).stream()
            .filter(row -> row.startsWith("| all |") || row.startsWith("| " + daemon + " |"))
            .toList();
    String table = String.join("\n", rows);

    assertThat(found(OPTION, table)).isEqualTo(without(found(OPTION, help), "--help", "--version"));
    assertThat(found(VARIABLE, table)).isEqualTo(found(VARIABLE, help));
    Matcher defaults = Pattern.compile("([A-Z0-9_]+)\\. Default: (\\S+)").matcher(help);
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

  private String output(String daemon, String argument) throws IOException, InterruptedException {
    Path log = folder.resolve(daemon + ".txt");
    try (JarProcess process =
        JarProcess.start(JarCommand.of(Pipeline.jar(daemon), log).arguments(argument))) {
      assertThat(process.awaitEnd(DEFINITELY_TOO_SLOW)).hasValue(0);
    }
    return Files.readString(log);
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static Set<String> without(Set<String> names, String... left) {
    names.removeAll(List.of(left));
    return names;
  }
}
