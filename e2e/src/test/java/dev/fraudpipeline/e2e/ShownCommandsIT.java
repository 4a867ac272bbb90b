package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that the pages show: what it names is there, and takes the sub-commands and options
 * that it is shown with.
 */
final class ShownCommandsIT {
  private static final Path ROOT = Pages.ROOT;

  /** They take something of the project. */
  private static final Set<String> INSIDE = Set.of("cp", "install", "promtool");

  private static final Set<String> OF_THE_SYSTEM =
      Set.of("cd", "curl", "git", "grep", "journalctl", "sudo", "tail");
  private static final Set<String> OF_KAFKA =
      Set.of("kafka-consumer-groups.sh", "kafka-topics.sh", "kafka-delete-records.sh");
  private static final Set<String> GOALS = Set.of("package", "spotless:apply", "verify");
  private static final Set<String> YOUR_OWN = Set.of("client.properties", "secrets.env");

  /** By jar and sub-command; each is asked once. */
  private static final Map<String, Help> HELP = new HashMap<>();

  @TempDir private static Path folder;

  static Stream<String> commands() {
    return ShownCommands.all().stream()
        .flatMap(line -> Stream.of(line.split(" [|] ")))
        .map(String::strip);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandThatIsShownCanBeGiven(String command) throws Exception {
    List<String> words = List.of(command.split("\\s+"));
    String program = words.get(0);
    if (program.startsWith("scripts/")) {
      checkScript(program, words);
    } else if (program.equals("java")) {
      checkJar(words);
    } else if (program.equals("docker-compose")) {
      checkCompose(words);
    } else if (program.equals("mvn")) {
      checkMaven(words);
    } else if (program.equals("make")) {
      assertThat(read("Makefile").lines()).anyMatch(line -> line.startsWith(words.get(1) + ":"));
    } else if (INSIDE.contains(program)) {
      assertPathsExist(words);
      assertThat(words).anyMatch(word -> Files.exists(ROOT.resolve(word)));
    } else if (OF_THE_SYSTEM.contains(program)) {
      assertPathsExist(words);
      assertUnitsExist(words);
    } else if (!OF_KAFKA.contains(program)) {
      assertThat(ROOT.resolve(program)).as("not known to this test").isExecutable();
    }
  }

  private static void checkScript(String script, List<String> words) throws Exception {
    assertThat(ROOT.resolve(script)).isExecutable();
    Set<String> options = Help.options(String.join(" ", words));
    switch (script) {
      case "scripts/demo.sh" -> assertThat(help("sandbox", "demo").options()).containsAll(options);
      case "scripts/bench.sh" -> assertThat(help("benchmark", "").options()).containsAll(options);
      case "scripts/export-validated.sh" ->
          assertThat(help("sink", "export").options()).containsAll(options);
      case "scripts/check-mlflow.sh" -> assertThat(options).isEmpty();
      default -> {
        String daemon = script.replaceFirst("scripts/run-(.*)[.]sh", "$1");
        Set<String> taken = new TreeSet<>(help(daemon, subCommand(words, 1)).options());
        taken.addAll(Set.of("--jvm-opts", "--log"));
        assertThat(taken).containsAll(options);
      }
    }
  }

  private static void checkJar(List<String> words) throws Exception {
    int jar = words.indexOf("-jar") + 1;
    String name = Path.of(words.get(jar)).getFileName().toString().replace(".jar", "");
    assertThat(ROOT.resolve(words.get(jar))).isEqualTo(Pipeline.jar(name));
    String options = String.join(" ", words.subList(jar, words.size()));
    Set<String> shown = Help.options(options);
    shown.remove("--help");
    assertThat(help(name, subCommand(words, jar + 1)).options()).containsAll(shown);
  }

  /** The word in that place, where it is one and no option. */
  private static String subCommand(List<String> words, int place) {
    boolean there = words.size() > place && !words.get(place).startsWith("-");
    return there ? words.get(place) : "";
  }

  private static Help help(String jar, String command) throws Exception {
    String key = jar + " " + command;
    if (!HELP.containsKey(key)) {
      String[] sub = command.isEmpty() ? new String[0] : new String[] {command};
      HELP.put(key, Help.of(jar, folder, sub));
    }
    return HELP.get(key);
  }

  private static void checkCompose(List<String> words) {
    ComposeFile compose = ComposeFile.read();
    List<String> rest = new ArrayList<>(words.subList(1, words.size()));
    if (rest.get(0).equals("--profile")) {
      assertThat(compose.profiles()).contains(rest.get(1));
      rest.subList(0, 2).clear();
    }
    String what = rest.remove(0);
    rest.removeIf(word -> word.equals("--scale") || word.equals("-T"));
    List<String> services =
        rest.stream()
            .filter(word -> !word.startsWith("-"))
            .map(word -> word.replaceFirst("=\\d+$", ""))
            .toList();
    switch (what) {
      case "up", "down", "logs" -> assertThat(compose.services()).containsAll(services);
      case "exec" -> assertThat(compose.services()).contains(services.get(0));
      default -> fail("docker-compose " + what + " is not known to this test");
    }
  }

  private static void checkMaven(List<String> words) {
    for (String word : words.subList(1, words.size())) {
      if (word.startsWith("-P")) {
        assertThat(read("pom.xml")).contains("<id>" + word.substring(2) + "</id>");
      } else if (!word.startsWith("-D")) {
        assertThat(GOALS).contains(word);
      }
    }
  }

  /** What looks like a file of the project is one. */
  private static void assertPathsExist(List<String> words) {
    for (String word : words) {
      String first = word.replaceFirst("/.*", "");
      if (!first.isEmpty() && word.contains("/") && Files.isDirectory(ROOT.resolve(first))) {
        Path path = ROOT.resolve(word.replaceFirst("/[*]$", ""));
        assertThat(Files.exists(path)).as(word).isTrue();
      } else if (word.endsWith(".example")) {
        assertThat(ROOT.resolve(word)).exists();
      } else if (YOUR_OWN.contains(word)) {
        assertThat(ROOT.resolve(word + ".example")).exists();
      }
    }
  }

  private static void assertUnitsExist(List<String> words) {
    for (String word : words) {
      if (word.startsWith("fraud-") && !word.equals("fraud-pipeline")) {
        String unit = word.replaceFirst("@.*", "@");
        assertThat(ROOT.resolve("scripts/systemd"))
            .isDirectoryContaining(
                file -> {
                  String name = file.getFileName().toString();
                  return name.equals(unit) || name.equals(unit + ".service");
                });
      }
    }
  }

  private static String read(String file) {
    return Pages.read(ROOT.resolve(file));
  }
}
