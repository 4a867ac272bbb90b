package dev.fraudpipeline.e2e;

import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;

/** The same against the images that docker-compose.yml runs. */
@EnabledIf(value = "dockerAnswers", disabledReason = "no Docker engine answers here")
final class ContainersIT extends PipelineTests {
  static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  Servers servers() {
    return ContainerServers.start();
  }
}
