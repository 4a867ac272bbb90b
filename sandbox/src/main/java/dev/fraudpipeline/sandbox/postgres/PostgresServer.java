package dev.fraudpipeline.sandbox.postgres;

import dev.fraudpipeline.sandbox.disk.FolderRemoval;
import dev.fraudpipeline.sandbox.fault.FreePorts;
import dev.fraudpipeline.sandbox.fault.LoopbackAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A PostgreSQL server on a folder that outlives it, on a loopback port of its own choice. Not
 * thread-safe.
 */
final class PostgresServer {

  /** The role, its password and its database: nothing is secret here, and all is on loopback. */
  static final String NAME = "fraud";

  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration ORPHAN_TIMEOUT = Duration.ofSeconds(5);

  private static final String ACCESS_RULES =
      """
      host all postgres 127.0.0.1/32 trust
      host all all      127.0.0.1/32 scram-sha-256
      """;

  private final Path cluster;
  private final Path logFile;

  /** There once the cluster is whole: what a killed first start leaves behind is thrown away. */
  private final Path readyFile;

  private final Path folder;

  /** Null until the first start. */
  private PostgresCommand command;

  /** That of the latest start. */
  private int port;

  private boolean started;

  PostgresServer(Path folder) {
    this.folder = folder;
    cluster = folder.resolve("cluster");
    logFile = folder.resolve("server.log");
    readyFile = folder.resolve("ready");
  }

  /**
   * Starts the server unless it runs, and returns once it serves. A server that another process has
   * left on the folder is ended first.
   */
  void start() {
    if (isRunning()) {
      return;
    }
    // Where this process is told to end while the server comes up, nobody has it in hand yet.
    Thread endServer = new Thread(this::endOrphan, "postgres-start-guard");
    Runtime.getRuntime().addShutdownHook(endServer);
    try {
      endOrphan();
      command = command();
      prepareCluster();
      launch();
      if (!Files.exists(readyFile)) {
        createDatabase();
        Files.createFile(readyFile);
      }
      started = true;
    } catch (IOException | SQLException e) {
      endOrphan();
      throw new IllegalStateException("PostgreSQL did not start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      endOrphan();
      throw e;
    } finally {
      forget(endServer);
    }
  }

  boolean isRunning() {
    return started && PostmasterProcess.on(cluster).isPresent();
  }

  /** Where it listens; only while it runs. */
  InetSocketAddress address() {
    return LoopbackAddress.at(port);
  }

  /**
   * Disconnects all clients, writes everything out and ends. Nothing happens where it has ended.
   */
  void stop() {
    Optional<PostmasterProcess> postmaster = PostmasterProcess.on(cluster);
    if (started && postmaster.isPresent()) {
      try {
        command.stop(STOP_TIMEOUT.toSeconds());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        if (postmaster.get().isRunning()) {
          postmaster.get().kill();
        }
      }
    }
    started = false;
  }

  /** Ends it and its children at once, with whatever they have in hand, as kill -9 does. */
  void kill() {
    PostmasterProcess.on(cluster).ifPresent(PostmasterProcess::kill);
    started = false;
  }

  private PostgresCommand command() throws IOException {
    ServerAccount account = ServerAccount.detect();
    CacheFolder cache =
        CacheFolder.firstUsable(CachePlaces.ofThisProcess(account, folder), account);
    PostgresBinaries binaries = PostgresBinaries.in(cache, BinariesArchive.forThisMachine());
    return new PostgresCommand(binaries, account, cluster, logFile);
  }

  private void launch() throws IOException {
    port = FreePorts.free();
    command.start(
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=100",
            "timezone=UTC",
            // Tells of each row when it became visible to others.
            "track_commit_timestamp=on",
            // Rows are personal data: neither statements nor details of errors are logged.
            "log_error_verbosity=terse",
            "log_min_error_statement=panic"),
        START_TIMEOUT.toSeconds());
  }

  private void prepareCluster() throws IOException {
    if (Files.exists(readyFile)) {
      PostmasterProcess.clearRemains(cluster);
      return;
    }
    FolderRemoval.remove(cluster);
    command.initialize();
    Files.writeString(cluster.resolve("pg_hba.conf"), ACCESS_RULES, StandardCharsets.UTF_8);
  }

  private void createDatabase() throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + NAME + "'");
      statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
    }
  }

  private void endOrphan() {
    PostmasterProcess.on(cluster).ifPresent(orphan -> orphan.end(ORPHAN_TIMEOUT));
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does its work.
    }
  }
}
