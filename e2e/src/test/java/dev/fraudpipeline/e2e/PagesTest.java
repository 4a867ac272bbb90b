package dev.fraudpipeline.e2e;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages hold together: what they link to is there, and they are found from README.md. */
final class PagesTest {
  private static final int MOST_LINES_OF_README = 200;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static Stream<Path> pages() {
    return Pages.all().stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToSomethingThatIsThere(Path page) {
    for (String link : links(page)) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      assertThat(Files.exists(target)).as(link).isTrue();
      if (parts.length == 2) {
        assertThat(anchors(target)).as(link).contains(parts[1]);
      }
    }
  }

  @Test
  void everyPageIsFoundFromTheReadme() {
    Set<Path> found = new LinkedHashSet<>(Set.of(Pages.README));
    Deque<Path> unread = new ArrayDeque<>(found);
    while (!unread.isEmpty()) {
      Path page = unread.poll();
      links(page).stream()
          .map(link -> page.resolveSibling(link.replaceFirst("#.*", "")).normalize())
          .filter(target -> target.toString().endsWith(".md"))
          .filter(found::add)
          .forEach(unread::add);
    }

    assertThat(found).containsAll(Pages.all());
  }

  @Test
  void everyDecisionIsNumberedAndSaysWhyAndWhatFollows() {
    List<Path> decisions =
        Pages.all().stream().filter(page -> page.getParent().endsWith("decisions")).toList();
    List<Path> records =
        decisions.stream().filter(not(page -> page.endsWith("README.md"))).toList();

    assertThat(records).hasSizeGreaterThan(5);
    for (int i = 0; i < records.size(); i++) {
      String number = String.format(Locale.ROOT, "%04d", i + 1);
      assertThat(records.get(i).getFileName().toString()).startsWith(number + "-");
      assertThat(Pages.read(records.get(i)))
          .as(number)
          .startsWith("# " + number + ": ")
          .contains("\n## Context\n", "\n## Decision\n", "\n## Consequences\n")
          .contains("\n## Instead of\n");
    }
  }

  @Test
  void theReadmeIsReadInAFewMinutes() {
    assertThat(Pages.read(Pages.README).lines().count()).isLessThanOrEqualTo(MOST_LINES_OF_README);
  }

  /** To something of this project. */
  private static List<String> links(Path page) {
    return LINK.matcher(CODE.matcher(Pages.read(page)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(not(link -> link.startsWith("http")))
        .toList();
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(CODE.matcher(Pages.read(page)).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
