package dev.fraudpipeline.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.control.ControlServer;
import dev.fraudpipeline.sandbox.control.FakePart;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private PrintStream original;

  @BeforeEach
  void capture() {
    original = System.err;
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(original);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "redis                     | there is no part \"redis\"; there are kafka",
        "kafka --no-such           | Unknown option: '--no-such'",
        "kafka --kafka-port x      | 'x' is not an int",
        "``                        | name a part to run",
        "fault api broken          | there is no fault \"broken\"; there are away",
        "fault api away soon       | must be a duration such as 250ms",
        "demo --rate 0             | --rate must be above 0",
      })
  void aMistakeIsOneLineAndStatus2(String arguments, String message) {
    // When
    int status = Main.run(arguments.isEmpty() ? new String[0] : arguments.split(" +"));

    // Then
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines()).hasSize(2).first().asString().contains(message);
  }

  @Test
  void aFaultForAPartThatDoesNotRunIsStatus1() {
    // When
    int status = Main.run("fault", "api", "away", "--data", "/nonexistent");

    // Then
    assertThat(status).isEqualTo(1);
    assertThat(err.toString(UTF_8).strip()).isEqualTo("sandbox: api does not run on /nonexistent");
  }

  @Test
  void faultsReachAPartInAnotherPlaceAndHeal(@TempDir Path data) {
    // Given
    FakePart part = new FakePart();
    try (ControlServer control = ControlServer.start(data)) {
      control.add(part);

      // When
      int inflicted = Main.run("fault", "api", "hang", "1h", "--data", data.toString());
      int shown = Main.run("status", "--data", data.toString());
      int healed = Main.run("fault", "api", "none", "--data", data.toString());

      // Then
      assertThat(List.of(inflicted, shown, healed)).containsOnly(0);
      assertThat(part.events).containsExactly("HANG", "HEALED");
    }
  }
}
