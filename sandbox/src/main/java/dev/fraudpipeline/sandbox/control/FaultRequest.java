package dev.fraudpipeline.sandbox.control;

import dev.fraudpipeline.sandbox.Fault;
import java.time.Duration;

/**
 * What {@link RemotePart} asks {@link ControlServer} for.
 *
 * @param fault null to heal
 * @param millis how long; 0 means until it is healed
 */
record FaultRequest(Fault fault, long millis) {
  Duration duration() {
    return Duration.ofMillis(millis);
  }
}
