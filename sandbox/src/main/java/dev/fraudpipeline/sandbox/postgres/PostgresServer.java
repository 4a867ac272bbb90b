package dev.fraudpipeline.sandbox.postgres;

import dev.fraudpipeline.sandbox.fault.Loopback;
import dev.fraudpipeline.sandbox.fault.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** Null while it does not run. */
  private EmbeddedPostgres server;

  PostgresServer(Path folder) {
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
      prepareFolder();
      server = launch();
      if (!Files.exists(readyFile)) {
        createDatabase();
        Files.createFile(readyFile);
      }
    } catch (IOException | SQLException | RuntimeException e) {
      endOrphan();
      throw new IllegalStateException("PostgreSQL did not start; " + logFile + " says why", e);
    } finally {
      forget(endServer);
    }
  }

  boolean isRunning() {
    return server != null && Postmaster.on(cluster).isPresent();
  }

  /** Where it listens; only while it runs. */
  InetSocketAddress address() {
    return Loopback.at(server.getPort());
  }

  /**
   * Disconnects all clients, writes everything out and ends. Nothing happens where it has ended.
   */
  void stop() {
    Optional<Postmaster> postmaster = Postmaster.on(cluster);
    if (server != null && postmaster.isPresent()) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        // The library waits five seconds; a final checkpoint can take longer.
        if (!postmaster.get().awaitEnd(STOP_TIMEOUT)) {
          postmaster.get().kill();
        }
      }
    }
    server = null;
  }

  /** Ends it and its children at once, with whatever they have in hand, as kill -9 does. */
  void kill() {
    Postmaster.on(cluster).ifPresent(Postmaster::kill);
    server = null;
  }

  private EmbeddedPostgres launch() throws IOException {
    Redirect toLogFile = Redirect.appendTo(logFile.toFile());
    return EmbeddedPostgres.builder()
        .setDataDirectory(cluster)
        .setCleanDataDirectory(false)
        .setDataDirectoryCustomizer(PostgresServer::writeAccessRules)
        .setLocaleConfig("locale", "C")
        // The library would look for a free port among those that the system gives to others, and
        // takes it only seconds later.
        .setPort(Ports.free())
        // A file cannot fill up as a pipe does when nobody reads it.
        .setOutputRedirector(toLogFile)
        .setErrorRedirector(toLogFile)
        .setPGStartupWait(START_TIMEOUT)
        // Whoever started this part closes it; two that stop one server would hinder each other.
        .setRegisterShutdownHook(false)
        // The library turns both off: a crash may cost a test's data. It must not cost ours.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "100")
        // Tells of each row when it became visible to others.
        .setServerConfig("track_commit_timestamp", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        // Rows are personal data: neither statements nor details of errors are logged.
        .setServerConfig("log_error_verbosity", "terse")
        .setServerConfig("log_min_error_statement", "panic")
        .start();
  }

  private void prepareFolder() throws IOException {
    if (!Files.exists(readyFile)) {
      delete(cluster);
      return;
    }
    Postmaster.clearRemains(cluster);
    // The library's lock on the folder outlives a server that crashed, for as long as this process
    // lives. A new file is a new lock; against other processes the part's own lock stands.
    Files.deleteIfExists(cluster.resolve("epg-lock"));
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + NAME + "'");
      statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
    }
  }

  private void endOrphan() {
    Postmaster.on(cluster).ifPresent(orphan -> orphan.end(ORPHAN_TIMEOUT));
  }

  private static void writeAccessRules(java.io.File cluster) {
    try {
      Files.writeString(cluster.toPath().resolve("pg_hba.conf"), ACCESS_RULES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> leavesFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      leavesFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leavesFirst) {
      Files.delete(path);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does its work.
    }
  }
}
