package dev.fraudpipeline.sandbox.kafka;

import dev.fraudpipeline.sandbox.OtherProcess;

final class KafkaMain {
  private KafkaMain() {}

  public static void main(String... arguments) throws InterruptedException {
    OtherProcess.serve(SandboxKafka::start, arguments);
  }
}
