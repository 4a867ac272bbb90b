package dev.fraudpipeline.e2e;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The commands that the pages show, a line each, without remarks, and each once. */
final class ShownCommands {
  /**
   * Those that no test runs as they stand, and why. That what they name is there, and takes such
   * options, is tested all the same.
   */
  static final Map<Pattern, String> NOT_RUN =
      Map.ofEntries(
          Map.entry(
              Pattern.compile("git clone .*|cd fraud-pipeline"), "they bring this repository here"),
          Map.entry(Pattern.compile("(mvn|make) .*"), "the tests are a part of it"),
          Map.entry(Pattern.compile("[.]ci/run"), "it runs the tests"),
          Map.entry(
              Pattern.compile("scripts/(demo|check-mlflow)[.]sh.*|promtool .*"),
              "they are steps of .ci/run"),
          Map.entry(
              Pattern.compile("scripts/bench[.]sh"),
              "it takes minutes, on a machine that does nothing else"),
          Map.entry(
              Pattern.compile(".*/record_exchanges[.]py .*"),
              "it needs a gigabyte of Python packages"),
          Map.entry(Pattern.compile("docker-compose .*"), "it needs a Docker engine, and images"),
          Map.entry(
              Pattern.compile("sudo .*|journalctl .*"), "they change the machine, or need systemd"),
          Map.entry(
              Pattern.compile(".* s3://.*"), "it needs a store: the sink's tests run it with one"));

  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REMARK = Pattern.compile("(^|\\s+)#.*");

  private ShownCommands() {}

  static List<String> all() {
    return Pages.all().stream()
        .flatMap(page -> BLOCK.matcher(Pages.read(page)).results())
        .flatMap(block -> block.group(1).lines())
        .map(line -> REMARK.matcher(line).replaceFirst("").strip())
        .filter(command -> !command.isEmpty())
        .distinct()
        .toList();
  }
}
