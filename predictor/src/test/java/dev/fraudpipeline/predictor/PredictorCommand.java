package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.predictor.command.PredictorCommands;
import dev.fraudpipeline.sandbox.process.Printed;
import java.util.Map;

/** Runs a command of the predictor's jar in this process. */
final class PredictorCommand {
  private PredictorCommand() {}

  static Printed run(Map<String, String> environment, String... arguments) {
    return Printed.by(
        (out, err) ->
            PredictorCommands.addTo(
                    new DaemonCommandLine(
                        "predictor", "Scores.", PredictorSettings.ALL, environment),
                    out,
                    err)
                .run(
                    arguments,
                    settings -> {
                      throw new AssertionError("the daemon was to stay away");
                    }));
  }
}
