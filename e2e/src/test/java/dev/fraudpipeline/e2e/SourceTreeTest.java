package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What folder and file names promise to somebody who has not seen the code. */
final class SourceTreeTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> MODULES =
      List.of("common", "producer", "predictor", "sink", "sandbox", "benchmark");

  /** One capital: a class name that is one bare word says a thing and no role, or the reverse. */
  private static final Pattern ONE_WORD = Pattern.compile("[A-Z][a-z0-9]*");

  private static final Pattern EMPTY_OPENING =
      Pattern.compile("/\\*\\*\\s+(?:\\* )?(?:What|How|Whether|When|Why)\\s");

  private static final int ONE_WORD_PERCENT = 10;
  private static final int FILES_OF_A_ROOT = 6;

  @ParameterizedTest
  @ValueSource(strings = {"common", "producer", "predictor", "sink", "sandbox", "benchmark"})
  void fewClassNamesAreOneWord(String module) {
    // Given
    List<String> names = classNames(module);

    // When
    List<String> bare = names.stream().filter(name -> ONE_WORD.matcher(name).matches()).toList();

    // Then
    System.out.printf(
        Locale.ROOT,
        "%s: %d classes, %d lines, one word: %s%n",
        module,
        names.size(),
        lines(module),
        bare);
    assertThat(bare).hasSizeLessThanOrEqualTo(names.size() * ONE_WORD_PERCENT / 100);
  }

  @Test
  void noSimpleNameStandsTwice() {
    // When
    Map<String, List<String>> modulesOfNames =
        MODULES.stream()
            .flatMap(module -> classNames(module).stream().map(name -> Map.entry(name, module)))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    List<String> twice =
        modulesOfNames.entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .map(entry -> entry.getKey() + " in " + entry.getValue())
            .sorted()
            .toList();

    // Then: each runnable jar has one of these.
    System.out.println("names that stand twice: " + twice);
    assertThat(twice).allSatisfy(name -> assertThat(name).startsWith("Main in "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void aDaemonsRootShowsNoMoreThanItsPlan(String module) throws IOException {
    // When
    List<Path> root;
    try (Stream<Path> files =
        Files.list(PROJECT.resolve(module + "/src/main/java/dev/fraudpipeline/" + module))) {
      root = files.filter(Files::isRegularFile).toList();
    }

    // Then
    String daemon = module.substring(0, 1).toUpperCase(Locale.ROOT) + module.substring(1);
    assertThat(root)
        .hasSizeLessThanOrEqualTo(FILES_OF_A_ROOT)
        .extracting(file -> file.getFileName().toString())
        .contains("Main.java", daemon + ".java", daemon + "Config.java", daemon + "Session.java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"common", "producer", "predictor", "sink", "sandbox", "benchmark"})
  void javadocBeginsWithANounOrAVerb(String module) {
    // When
    List<Path> empty =
        sources(module).stream().filter(file -> EMPTY_OPENING.matcher(text(file)).find()).toList();

    // Then
    assertThat(empty).isEmpty();
  }

  private static List<String> classNames(String module) {
    return sources(module).stream()
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .filter(name -> !name.equals("package-info"))
        .toList();
  }

  private static long lines(String module) {
    return sources(module).stream().mapToLong(file -> text(file).lines().count()).sum();
  }

  /** The files of a module's product code. */
  private static List<Path> sources(String module) {
    try (Stream<Path> files = Files.walk(PROJECT.resolve(module + "/src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
