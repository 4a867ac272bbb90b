package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.sandbox.control.PartState;
import dev.fraudpipeline.sandbox.control.RemotePart;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Ends the faults that the user has inflicted on parts, before the {@link PaymentLedger} is made,
 * which needs the parts.
 */
final class FaultHealing {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Path folder;
  private final DemoScreen screen;

  FaultHealing(Path folder, DemoScreen screen) {
    this.folder = folder;
    this.screen = screen;
  }

  void heal() {
    for (String part : DemoWiring.PARTS) {
      try {
        Optional<RemotePart> remote = RemotePart.find(folder, part);
        Optional<PartState> state = remote.flatMap(r -> r.state(TIMEOUT));
        if (state.isPresent() && state.get().fault() != null) {
          String fault = state.get().fault().name().toLowerCase(Locale.ROOT);
          screen.say("Healing " + part + " (" + fault + ").");
          remote.get().heal();
        }
      } catch (UncheckedIOException e) {
        screen.say(part + " does not answer: its faults stay");
      }
    }
  }
}
