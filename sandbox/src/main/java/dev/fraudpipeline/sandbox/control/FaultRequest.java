package dev.fraudpipeline.sandbox.control;

import dev.fraudpipeline.sandbox.part.PartFault;
import java.time.Duration;

/**
 * Request of {@link RemotePart} to {@link ControlServer}, to inflict a fault or to heal.
 *
 * @param fault null to heal
 * @param millis how long; 0 means until it is healed
 */
record FaultRequest(PartFault fault, long millis) {
  Duration duration() {
    return Duration.ofMillis(millis);
  }
}
