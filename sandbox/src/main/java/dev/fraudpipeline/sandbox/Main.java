package dev.fraudpipeline.sandbox;

import dev.fraudpipeline.common.lifecycle.ProcessDefaults;
import dev.fraudpipeline.sandbox.command.CommandExecution;

/** The sandbox's command line: parts, faults, status and the demo. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    ProcessDefaults.set();
    System.exit(run(args));
  }

  /**
   * Runs a command, and gives the process's status: 2 for bad arguments, 1 for what cannot be done.
   */
  static int run(String... args) {
    return CommandExecution.run("sandbox", new StartCommand(), args);
  }
}
