package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of docs/commands.md name the commands and the scripts that there are. */
final class CommandsPageIT {
  private static final String PAGE = Pages.read(Pages.ROOT.resolve("docs/commands.md"));

  /** A line such as {@code check Tells what works}, below the title of the list. */
  private static final Pattern OFFERED =
      Pattern.compile("(?m)^(?:Commands|Other uses) \\(each has --help\\):\\n((?: {2}\\S.*\\n?)+)");

  private static final Pattern NAME = Pattern.compile("(?m)^ {2}(\\w+) ");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void theTableOfCommandsSaysWhatAJarCanDo(String daemon) throws Exception {
    Set<String> told = new TreeSet<>();
    Pattern.compile("(?m)^\\| \\[`(\\w+)`\\]\\(#[\\w-]+\\) \\| ([a-z, ]+) \\|")
        .matcher(PAGE)
        .results()
        .filter(row -> List.of(row.group(2).split(", ", -1)).contains(daemon))
        .forEach(row -> told.add(row.group(1)));

    assertThat(told).isNotEmpty().isEqualTo(offered(daemon));
  }

  @Test
  void theTableOfTheSandboxSaysWhatItsJarCanDo() throws Exception {
    String section = PAGE.substring(PAGE.indexOf("## The sandbox"), PAGE.indexOf("## The scripts"));
    Set<String> told =
        Pattern.compile("(?m)^\\| `([a-z]+)[ `]")
            .matcher(section)
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(told).isNotEmpty().isEqualTo(offered("sandbox"));
  }

  @Test
  void everyScriptIsTold() throws Exception {
    try (Stream<Path> files = Files.list(Pages.ROOT.resolve("scripts"))) {
      List<String> scripts =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sh") && !name.startsWith("lib"))
              .toList();

      assertThat(scripts)
          .hasSizeGreaterThan(5)
          .allSatisfy(name -> assertThat(PAGE).contains("`scripts/" + name + "`"));
    }
  }

  private Set<String> offered(String jar) throws Exception {
    return OFFERED
        .matcher(Help.of(jar, folder).text())
        .results()
        .flatMap(list -> NAME.matcher(list.group(1)).results())
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
