package dev.fraudpipeline.sandbox.control;

import dev.fraudpipeline.sandbox.part.PartFault;
import java.time.Duration;

/**
 * What {@link RemotePart} asks {@link ControlServer} for.
 *
 * @param fault null to heal
 * @param millis how long; 0 means until it is healed
 */
record FaultRequest(PartFault fault, long millis) {
  Duration duration() {
    return Duration.ofMillis(millis);
  }
}
