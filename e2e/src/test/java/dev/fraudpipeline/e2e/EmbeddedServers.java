package dev.fraudpipeline.e2e;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Those of the sandbox, in this process and beside it. */
record EmbeddedServers(SandboxKafka kafka, SandboxPostgres postgres) implements Servers {
  static Servers in(Path folder) {
    return new EmbeddedServers(
        SandboxKafka.start(folder.resolve("kafka"), 0),
        SandboxPostgres.start(folder.resolve("postgres"), 0));
  }

  @Override
  public String brokers() {
    return kafka.address();
  }

  @Override
  public String databaseUrl() {
    return postgres.address();
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  @Override
  public void close() {
    postgres.close();
    kafka.close();
  }
}
