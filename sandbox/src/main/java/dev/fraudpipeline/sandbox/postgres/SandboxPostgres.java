package dev.fraudpipeline.sandbox.postgres;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.Part;
import dev.fraudpipeline.sandbox.disk.DataFolder;
import dev.fraudpipeline.sandbox.fault.TcpProxy;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real PostgreSQL server, behind a proxy that can make it fail. What it has committed is in its
 * folder, and is there again after the next start on it, also where the server or this process was
 * killed. Thread-safe.
 */
public final class SandboxPostgres implements Part {

  private final DataFolder folder;
  private final TcpProxy proxy;

  /** Guarded by this. */
  private final PostgresServer server;

  private boolean closed;

  private SandboxPostgres(DataFolder folder, TcpProxy proxy) {
    this.folder = folder;
    this.proxy = proxy;
    this.server = new PostgresServer(folder.path());
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
    DataFolder folder = DataFolder.open(data);
    TcpProxy proxy = null;
    try {
      proxy = new TcpProxy(folder.port(port));
      SandboxPostgres postgres = new SandboxPostgres(folder, proxy);
      postgres.heal();
      folder.rememberPort(proxy.port());
      return postgres;
    } catch (RuntimeException e) {
      if (proxy != null) {
        proxy.close();
      }
      folder.close();
      throw e;
    }
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

  /** {@inheritDoc} {@link Fault#AWAY} stops the server as an administrator does. */
  @Override
  public synchronized void inflict(Fault fault) {
    if (fault == Fault.AWAY) {
      proxy.inflict(fault);
      server.stop();
    } else {
      startServer();
      proxy.inflict(fault);
    }
  }

  /**
   * Kills the server's processes, as a machine does that loses power, and leaves it {@link
   * Fault#AWAY}: to be had back with {@link #heal()}, or with a new {@link #start}.
   */
  public synchronized void crash() {
    server.kill();
    proxy.inflict(Fault.AWAY);
  }

  @Override
  public synchronized void heal() {
    startServer();
    proxy.heal();
  }

  @Override
  public synchronized Map<String, Object> status() {
    Fault fault = proxy.fault();
    return Map.of(
        "running", server.isRunning(),
        "fault", fault == null ? "none" : fault.name(),
        "connections", proxy.openConnections(),
        "connections_total", proxy.acceptedConnections(),
        "direct", server.isRunning() ? "127.0.0.1:" + server.address().getPort() : "none");
  }

  /** Stops the server's processes. Does nothing when called again; fit for a shutdown hook. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    proxy.close();
    server.stop();
    folder.close();
  }

  private void startServer() {
    if (closed) {
      throw new IllegalStateException("PostgreSQL is closed");
    }
    server.start();
    proxy.forwardTo(server.address());
  }

  private String hostPortAndDatabase() {
    return "127.0.0.1:" + proxy.port() + "/" + database();
  }
}
