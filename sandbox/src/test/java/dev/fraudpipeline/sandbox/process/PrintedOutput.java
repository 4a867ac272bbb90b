package dev.fraudpipeline.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.ToIntBiFunction;

/**
 * What a command ended with and printed, that ran in this process.
 *
 * @param out what it was asked for
 * @param err all else
 */
public record PrintedOutput(int status, String out, String err) {

  /**
   * Runs a command.
   *
   * @param command is given where to print, and gives its status
   */
  public static PrintedOutput by(ToIntBiFunction<PrintStream, PrintStream> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        command.applyAsInt(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new PrintedOutput(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
