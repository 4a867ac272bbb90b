package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command of the sink's jar ended with and printed.
 *
 * @param out what it was asked for
 * @param err all else
 */
public record CommandLine(int status, String out, String err) {

  public static CommandLine run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            arguments,
            environment,
            new StopSignal(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new CommandLine(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
