package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of scripts/systemd. */
final class SystemdUnitsIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final long DEFINITELY_TOO_SLOW_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void systemdTakesThem() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd here");
    // Given
    List<String> command = new ArrayList<>(List.of("/usr/bin/systemd-analyze", "verify"));
    for (Path unit : units()) {
      // Where the project is installed is a matter of the machine; that it has the script is not.
      String here = Files.readString(unit).replace("/opt/fraud-pipeline", ROOT.toString());
      Path copy = Files.writeString(folder.resolve(unit.getFileName()), here);
      command.add(copy.toString());
    }
    Path said = folder.resolve("said");

    // When
    Process verify =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();

    // Then
    assertThat(verify.waitFor(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(said)).filteredOn(line -> line.contains("fraud-")).isEmpty();
  }

  private static List<Path> units() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("scripts/systemd"))) {
      List<Path> units = files.sorted().toList();
      assertThat(units).hasSizeGreaterThanOrEqualTo(5);
      return units;
    }
  }
}
