package dev.fraudpipeline.e2e;

import java.sql.Connection;
import java.sql.SQLException;

/** A running Kafka and a running PostgreSQL; tests see where they are, and not what kind. */
interface Servers extends AutoCloseable {
  /** For {@code bootstrap.servers}. */
  String brokers();

  /** {@code postgres://user:password@host:port/database}, as the sink takes it. */
  String databaseUrl();

  /** A connection of the sink's own user. */
  Connection connect() throws SQLException;

  @Override
  void close();
}
