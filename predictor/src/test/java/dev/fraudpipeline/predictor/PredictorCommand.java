package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sandbox.process.PrintedOutput;
import java.util.Map;

/** Runs a command of the predictor's jar in this process. */
final class PredictorCommand {
  private PredictorCommand() {}

  static PrintedOutput run(Map<String, String> environment, String... arguments) {
    return PrintedOutput.by(
        (out, err) -> Main.run(arguments, environment, new StopSignal(), out, err));
  }
}
