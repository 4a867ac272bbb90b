package dev.fraudpipeline.e2e;

/** The whole pipeline on the sandbox's Kafka and PostgreSQL, which run everywhere. */
final class PipelineIT extends PipelineTests {
  @Override
  Servers servers() {
    return EmbeddedServers.in(folder);
  }
}
