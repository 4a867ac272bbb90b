package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a jar says of itself when it is asked with {@code --help}. */
record Help(String text) {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]+");
  private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\\b");

  /**
   * Asks.
   *
   * @param folder for the answer
   * @param command empty, or a sub-command
   */
  static Help of(String daemon, Path folder, String... command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, daemon, ".txt");
    JarCommand help =
        JarCommand.of(Pipeline.jar(daemon), log)
            .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .arguments(command)
            .arguments("--help");
    try (JarProcess process = JarProcess.start(help)) {
      assertThat(process.awaitEnd(DEFINITELY_TOO_SLOW)).hasValue(0);
    }
    return new Help(Files.readString(log));
  }

  Set<String> options() {
    Set<String> options = options(text);
    options.remove("--help");
    options.remove("--version");
    return options;
  }

  Set<String> variables() {
    return variables(text);
  }

  static Set<String> options(String text) {
    return found(OPTION, text);
  }

  static Set<String> variables(String text) {
    return found(VARIABLE, text);
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}
