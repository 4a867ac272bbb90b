package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docker-compose.yml and .env.example against the daemons that they set. */
final class ComposeIT {
  private final ComposeFile compose = ComposeFile.read();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void everySettingOfADaemonCanBeGivenToItsContainer(String daemon) throws Exception {
    Set<String> settings = Help.of(daemon, folder).variables();
    // The image says where its volume is.
    settings.remove("PRODUCER_JOURNAL");

    assertThat(compose.variables(daemon)).containsAll(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void aDaemonsContainerGetsNothingThatItDoesNotKnow(String daemon) throws Exception {
    Set<String> unknown = compose.variables(daemon);
    unknown.removeAll(Help.of(daemon, folder).variables());

    assertThat(unknown).isEmpty();
  }

  @Test
  void whatTheExampleOffersIsTaken() throws IOException {
    Set<String> taken = new TreeSet<>();
    Pattern.compile("\\$\\{([A-Z_0-9]+)")
        .matcher(Files.readString(ComposeFile.PATH))
        .results()
        .forEach(match -> taken.add(match.group(1)));
    Stream.of("producer", "predictor", "sink")
        .forEach(daemon -> taken.addAll(compose.variables(daemon)));
    Set<String> offered = new TreeSet<>();
    Pattern.compile("(?m)^#([A-Z_0-9]+)=")
        .matcher(Files.readString(Path.of("..", ".env.example")))
        .results()
        .forEach(match -> offered.add(match.group(1)));

    assertThat(offered).isNotEmpty();
    assertThat(taken).containsAll(offered);
  }
}
