package dev.fraudpipeline.producer;

import dev.fraudpipeline.sandbox.process.JarCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Starts the producer's own jar for a test. */
final class ProducerProcess {
  private ProducerProcess() {}

  /**
   * The command that starts it.
   *
   * @param folder where it runs, logs and has its journal
   * @param environment its settings
   */
  static JarCommand in(Path folder, Map<String, String> environment) {
    Path jar = Path.of("target", "producer.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: run the tests by mvn verify");
    }
    JarCommand command =
        JarCommand.of(jar, folder.resolve("producer.log"))
            .jvmOptions("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    for (Map.Entry<String, String> setting : environment.entrySet()) {
      command = command.environment(setting.getKey(), setting.getValue());
    }
    return command;
  }
}
