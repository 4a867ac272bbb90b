package dev.fraudpipeline.sandbox.postgres;

import dev.fraudpipeline.sandbox.fault.ProxiedPart;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A real PostgreSQL server, behind a proxy that can make it fail. What it has committed is in its
 * folder, and is there again after the next start on it, also where the server or this process was
 * killed. Thread-safe.
 */
public final class SandboxPostgres extends ProxiedPart {
  /** Guarded by this. */
  private final PostgresServer server;

  private SandboxPostgres(Path data, int port) {
    super(data, port);
    this.server = new PostgresServer(folder());
  }

  /**
   * Starts the server, and returns once it serves. The first start on a folder makes the database;
   * a server that a killed process has left on it is ended.
   *
   * @param data the folder for the data and the server's log; made where it is missing
   * @param port the port on 127.0.0.1; 0 for the one it had on this folder before, or any free one
   * @throws IllegalStateException the folder is in use, or PostgreSQL does not start on it
   * @throws java.io.UncheckedIOException the port is taken, or the folder cannot be written
   */
  public static SandboxPostgres start(Path data, int port) {
    SandboxPostgres postgres = new SandboxPostgres(data, port);
    postgres.begin();
    return postgres;
  }

  @Override
  public String name() {
    return "postgres";
  }

  /** {@code postgres://user:password@127.0.0.1:port/database}. */
  @Override
  public String address() {
    return "postgres://" + user() + ":" + password() + "@" + hostPortAndDatabase();
  }

  /** The same for JDBC, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + hostPortAndDatabase();
  }

  /** The role that owns the database; no superuser. */
  public String user() {
    return PostgresServer.NAME;
  }

  /** That role's password; a wrong one is refused. */
  public String password() {
    return PostgresServer.NAME;
  }

  /** The database's name. */
  public String database() {
    return PostgresServer.NAME;
  }

  /**
   * Kills the server's processes, as a machine does that loses power, and leaves it {@link
   * PartFault#AWAY}: to be had back with {@link #heal()}, or with a new {@link #start}.
   */
  public synchronized void crash() {
    server.kill();
    lost();
  }

  @Override
  protected InetSocketAddress startServer() {
    server.start();
    return server.address();
  }

  @Override
  protected void stopServer() {
    server.stop();
  }

  @Override
  protected Optional<InetSocketAddress> direct() {
    return server.isRunning() ? Optional.of(server.address()) : Optional.empty();
  }

  private String hostPortAndDatabase() {
    return "127.0.0.1:" + port() + "/" + database();
  }
}
