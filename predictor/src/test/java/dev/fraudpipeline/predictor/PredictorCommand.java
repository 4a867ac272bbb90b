package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sandbox.process.Printed;
import java.util.Map;

/** Runs a command of the predictor's jar in this process. */
final class PredictorCommand {
  private PredictorCommand() {}

  static Printed run(Map<String, String> environment, String... arguments) {
    return Printed.by((out, err) -> Main.run(arguments, environment, new StopSignal(), out, err));
  }
}
