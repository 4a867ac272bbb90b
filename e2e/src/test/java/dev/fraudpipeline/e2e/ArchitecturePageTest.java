package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ARCHITECTURE.md and CONTRIBUTING.md say of the code is so. */
final class ArchitecturePageTest {
  private static final List<String> MODULES =
      List.of("common", "producer", "predictor", "sink", "sandbox", "benchmark", "e2e");

  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:[.](\\w+))?");
  private static final Set<String> OF_THE_JDK = Set.of("Locale");
  private static final Pattern PACKAGE_ROW =
      Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]* \\| ([^|]*)\\|$");
  private static final Pattern ROOMS_ROW =
      Pattern.compile("(?m)^\\| (producer|predictor|sink) \\| (.*) \\|$");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?dev[.]fraudpipeline[.]common[.]([a-z.]+)[.][A-Z]");

  private static final String PAGE = Pages.read(Pages.ROOT.resolve("ARCHITECTURE.md"));

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void everyClassAndPathThatIsNamedIsThere(String page) {
    Map<String, Path> classes = classes();
    int named = 0;
    for (String span : spans(Pages.read(Pages.ROOT.resolve(page)))) {
      MatchResult name = CLASS.matcher(span).results().findFirst().orElse(null);
      if (name != null && name.group().equals(span) && !OF_THE_JDK.contains(name.group(1))) {
        assertThat(classes.containsKey(name.group(1)))
            .as("%s is a class, which %s names", name.group(1), page)
            .isTrue();
        if (name.group(2) != null) {
          assertThat(Pages.read(classes.get(name.group(1))).contains(name.group(2)))
              .as(span)
              .isTrue();
        }
        named++;
      } else if (span.matches("[\\w.-]+/[\\w./-]*") && isOurs(span)) {
        assertThat(Pages.ROOT.resolve(span)).exists();
        named++;
      }
    }
    assertThat(named).isPositive();
  }

  /** Whether it begins with something that lies in the project's folder. */
  private static boolean isOurs(String path) {
    return Files.exists(Pages.ROOT.resolve(path.replaceFirst("/.*", "")));
  }

  @Test
  void everyPackageOfCommonIsToldAndKnowsOnlyWhatThePageSays() {
    Map<String, Set<String>> known = new TreeMap<>();
    PACKAGE_ROW
        .matcher(PAGE)
        .results()
        .forEach(row -> known.put(row.group(1), Set.copyOf(spans(row.group(2)))));

    assertThat(known.keySet()).isEqualTo(packages("common"));
    known.forEach(
        (name, may) -> {
          Set<String> imported =
              sources(folder("common", name), 1)
                  .flatMap(file -> IMPORT.matcher(Pages.read(file)).results())
                  .map(of -> of.group(1))
                  .filter(of -> !of.equals(name))
                  .collect(Collectors.toSet());
          assertThat(may).as("what %s may know", name).containsAll(imported);
        });
  }

  @Test
  void everyRoomOfADaemonIsTold() {
    List<MatchResult> rows = ROOMS_ROW.matcher(PAGE).results().toList();

    assertThat(rows).hasSize(3);
    for (MatchResult row : rows) {
      Set<String> rooms =
          packages(row.group(1)).stream()
              // One below another stands behind it.
              .map(name -> name.replaceFirst(".*[.]", ""))
              .collect(Collectors.toSet());
      Set<String> told =
          spans(row.group(2)).stream()
              .filter(span -> span.matches("[a-z]+"))
              .collect(Collectors.toSet());
      assertThat(told).as(row.group(1)).isEqualTo(rooms);
    }
  }

  @Test
  void onlyCommandsKnowThePackagesForCommands() {
    for (String daemon : List.of("producer", "predictor", "sink")) {
      assertThat(
              sources(folder(daemon, ""), Integer.MAX_VALUE)
                  .filter(
                      file ->
                          IMPORT
                              .matcher(Pages.read(file))
                              .results()
                              .anyMatch(of -> of.group(1).startsWith("command."))))
          .allMatch(file -> file.toString().contains("/command/"));
    }
  }

  private static List<String> spans(String text) {
    return SPAN.matcher(text).results().map(span -> span.group(1)).toList();
  }

  /** Those of all modules, tests included, by simple name; of two, either. */
  private static Map<String, Path> classes() {
    Map<String, Path> classes = new TreeMap<>();
    for (String module : MODULES) {
      sources(Pages.ROOT.resolve(module).resolve("src"), Integer.MAX_VALUE)
          .forEach(file -> classes.put(simpleName(file), file));
    }
    return classes;
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  /** The packages below a module's own that hold classes, such as {@code command.check}. */
  private static Set<String> packages(String module) {
    Path root = folder(module, "");
    return sources(root, Integer.MAX_VALUE)
        .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Path folder(String module, String name) {
    return Pages.ROOT
        .resolve(module)
        .resolve("src/main/java/dev/fraudpipeline")
        .resolve(module)
        .resolve(name.replace('.', '/'));
  }

  private static Stream<Path> sources(Path folder, int depth) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
