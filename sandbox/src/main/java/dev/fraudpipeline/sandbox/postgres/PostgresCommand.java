package dev.fraudpipeline.sandbox.postgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs, as they are run on one cluster folder: as the account that they accept,
 * and with all they say appended to one log file. Not thread-safe.
 */
final class PostgresCommand {

  /**
   * The cluster, for a user who cannot pass through the folders above it. Programs are started in
   * the cluster, and a working directory needs no way.
   */
  private static final String WORKING_DIRECTORY = "/proc/self/cwd";

  private final PostgresBinaries binaries;
  private final ServerAccount account;
  private final Path cluster;
  private final Path log;

  PostgresCommand(PostgresBinaries binaries, ServerAccount account, Path cluster, Path log) {
    this.binaries = binaries;
    this.account = account;
    this.cluster = cluster;
    this.log = log;
  }

  /**
   * Makes the cluster in its folder, which is missing or empty.
   *
   * @throws IllegalStateException initdb failed
   */
  void initialize() throws IOException {
    Files.createDirectories(cluster);
    handOver();
    run(
        "initdb",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF-8",
        "--locale=C",
        "--pgdata=" + folder());
  }

  /**
   * Starts the server and returns once it serves. It is a child of nobody: it goes on where this
   * process ends.
   *
   * @param settings {@code name=value}
   * @throws IllegalStateException it did not start
   */
  void start(List<String> settings, long patienceSeconds) throws IOException {
    handOver();
    List<String> options = new ArrayList<>();
    settings.forEach(setting -> options.add("-c " + quoted(setting)));
    if (!account.reachesAll()) {
      options.add("-c " + quoted(PostmasterProcess.clusterSetting(cluster)));
    }
    run(
        "pg_ctl",
        "start",
        "--wait",
        "--timeout=" + patienceSeconds,
        "--silent",
        "--pgdata=" + folder(),
        "--options=" + String.join(" ", options));
  }

  /**
   * Disconnects all clients and ends the server.
   *
   * @throws IllegalStateException it did not end in time
   */
  void stop(long patienceSeconds) throws IOException {
    run(
        "pg_ctl",
        "stop",
        "--mode=fast",
        "--wait",
        "--timeout=" + patienceSeconds,
        "--silent",
        "--pgdata=" + folder());
  }

  /** For the shell that reads them. */
  private static String quoted(String setting) {
    return "'" + setting.replace("'", "'\\''") + "'";
  }

  private String folder() {
    return account.reachesAll() ? cluster.toString() : WORKING_DIRECTORY;
  }

  /** Gives the cluster to the account, where it is another's since the last start or since now. */
  private void handOver() throws IOException {
    if (account.uid().isEmpty()
        || (Integer) Files.getAttribute(cluster, "unix:uid") == account.uid().getAsInt()) {
      return;
    }
    UserPrincipal owner =
        cluster
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(Integer.toString(account.uid().getAsInt()));
    List<Path> all;
    try (Stream<Path> paths = Files.walk(cluster)) {
      all = paths.toList();
    }
    for (Path path : all) {
      Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(owner);
    }
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(binaries.program(program).toString());
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(account.command(line))
            .directory(cluster.toFile())
            .redirectErrorStream(true)
            // A file cannot fill up as a pipe does when nobody reads it.
            .redirectOutput(Redirect.appendTo(log.toFile()));
    // In the language of its users, its messages would be in theirs.
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException(program + " was interrupted", e);
    }
    if (status != 0) {
      throw new IllegalStateException(
          "PostgreSQL's " + program + " ended with status " + status + "; " + log + " says why");
    }
  }
}
