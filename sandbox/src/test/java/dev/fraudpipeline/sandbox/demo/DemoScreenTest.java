package dev.fraudpipeline.sandbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class DemoScreenTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void onATerminalLinesAppearAboveTheStatus() {
    // Given
    DemoScreen screen = new DemoScreen(out, true, false);
    screen.status("status");
    bytes.reset();

    // When
    screen.alarm("fraud");

    // Then
    assertThat(bytes.toString(UTF_8).replace(System.lineSeparator(), "\n"))
        .isEqualTo(CLEAR + "!! fraud\n" + CLEAR + "\u001b[?7lstatus\u001b[?7h");
  }

  @Test
  void elsewhereNothingIsRewritten() {
    // Given
    DemoScreen screen = new DemoScreen(out, false, true);

    // When
    screen.status("first");
    screen.alarm("fraud");
    screen.status("too early");
    screen.endStatus();

    // Then
    assertThat(bytes.toString(UTF_8).lines()).containsExactly("first", "!! fraud", "too early");
  }

  @Test
  void anAlarmIsRedOnATerminalThatShowsColours() {
    // When
    new DemoScreen(out, true, true).alarm("fraud");

    // Then
    assertThat(bytes.toString(UTF_8)).contains("\u001b[1;31mfraud\u001b[0m");
  }

  @Test
  void whatIsWaitedForIsShownOnATerminalAloneAndOnce() {
    // Given
    DemoScreen terminal = new DemoScreen(out, true, false);
    DemoScreen file = new DemoScreen(out, false, false);

    // When
    file.progress("waiting for kafka");
    terminal.progress("waiting for kafka");
    terminal.progress("waiting for kafka");

    // Then
    assertThat(bytes.toString(UTF_8)).containsOnlyOnce("waiting for kafka");
  }
}
