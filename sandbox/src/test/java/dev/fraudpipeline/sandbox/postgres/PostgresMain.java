package dev.fraudpipeline.sandbox.postgres;

import dev.fraudpipeline.sandbox.OtherProcess;

final class PostgresMain {
  private PostgresMain() {}

  public static void main(String... arguments) throws InterruptedException {
    OtherProcess.serve(SandboxPostgres::start, arguments);
  }
}
