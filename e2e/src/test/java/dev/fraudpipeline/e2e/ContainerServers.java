package dev.fraudpipeline.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.kafka.KafkaContainer;

/** The official images, of the versions that docker-compose.yml has. */
record ContainerServers(KafkaContainer kafka, PostgreSQLContainer<?> postgres) implements Servers {
  @SuppressWarnings("resource") // closed with what is returned
  static Servers start() {
    ComposeFile compose = ComposeFile.read();
    KafkaContainer kafka = new KafkaContainer(compose.image("kafka"));
    PostgreSQLContainer<?> postgres = new PostgreSQLContainer<>(compose.image("postgres"));
    ContainerServers servers = new ContainerServers(kafka, postgres);
    try {
      kafka.start();
      postgres.start();
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
    return servers;
  }

  @Override
  public String brokers() {
    return kafka.getBootstrapServers();
  }

  @Override
  public String databaseUrl() {
    return "postgres://%s:%s@%s:%d/%s"
        .formatted(
            postgres.getUsername(),
            postgres.getPassword(),
            postgres.getHost(),
            postgres.getFirstMappedPort(),
            postgres.getDatabaseName());
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
  }

  @Override
  public void close() {
    postgres.close();
    kafka.close();
  }
}
