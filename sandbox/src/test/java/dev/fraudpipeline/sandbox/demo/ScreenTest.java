package dev.fraudpipeline.sandbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void onATerminalLinesAppearAboveTheStatus() {
    // Given
    Screen screen = new Screen(out, true, false);
    screen.status("status");
    bytes.reset();

    // When
    screen.alarm("fraud");

    // Then
    assertThat(bytes.toString(UTF_8).replace(System.lineSeparator(), "\n"))
        .isEqualTo(CLEAR + "fraud\n" + CLEAR + "\u001b[?7lstatus\u001b[?7h");
  }

  @Test
  void elsewhereNothingIsRewritten() {
    // Given
    Screen screen = new Screen(out, false, true);

    // When
    screen.status("first");
    screen.alarm("fraud");
    screen.status("too early");
    screen.endStatus();

    // Then
    assertThat(bytes.toString(UTF_8).lines()).containsExactly("first", "fraud", "too early");
  }
}
