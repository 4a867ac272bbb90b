package dev.fraudpipeline.sandbox.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The server process that runs on a cluster folder, whoever started it. It is found by the number
 * that it leaves in the folder, and taken for the server only if it is one, on this very folder:
 * numbers are given to others once their process has ended.
 */
final class PostmasterProcess {

  private static final Duration POLL = Duration.ofMillis(10);

  private final Path cluster;
  private final ProcessHandle process;

  private PostmasterProcess(Path cluster, ProcessHandle process) {
    this.cluster = cluster;
    this.process = process;
  }

  /** The server that runs on this folder now, if one does. */
  static Optional<PostmasterProcess> on(Path cluster) {
    return writtenPid(cluster)
        .flatMap(ProcessHandle::of)
        .map(process -> new PostmasterProcess(cluster, process))
        .filter(PostmasterProcess::isRunning);
  }

  /**
   * Removes what a killed server has left, where the next one would not start because of it:
   * children that have not noticed yet, and its number, where that is a zombie's or another
   * program's by now.
   *
   * @throws IllegalStateException a server runs on this folder
   */
  static void clearRemains(Path cluster) throws IOException {
    if (on(cluster).isPresent()) {
      throw new IllegalStateException("a server runs on " + cluster);
    }
    killAndWait(ProcessHandle.allProcesses().filter(child -> worksIn(child, cluster)).toList());
    if (writtenPid(cluster).flatMap(ProcessHandle::of).isPresent()) {
      Files.deleteIfExists(pidFile(cluster));
    }
  }

  /**
   * A setting that means nothing to the server, and by which it is known where its folder is not
   * among its arguments.
   */
  static String clusterSetting(Path cluster) {
    return "sandbox.cluster=" + cluster;
  }

  /** False for a zombie too, whose parent never asks for its end. */
  boolean isRunning() {
    return process.isAlive() && isServer(process) && isOnThisFolder();
  }

  /** Asks it to end once its clients have gone, waits, and kills it where that takes too long. */
  void end(Duration patience) {
    process.destroy();
    if (!awaitEnd(patience)) {
      kill();
    }
  }

  /** Ends it and all its children at once, as kill -9 does, and returns when they have ended. */
  void kill() {
    // The parent first: it would take a child's sudden end as a crash and tell the others.
    killAndWait(Stream.concat(Stream.of(process), process.descendants()).toList());
  }

  /** Waits for its end, and says whether it came in time. */
  boolean awaitEnd(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isRunning()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  /** A server's children have no path for a name, but what they do. */
  private static boolean isServer(ProcessHandle process) {
    return process.isAlive()
        && program(process)
            .filter(name -> name.endsWith("/postgres") || name.startsWith("postgres: "))
            .isPresent();
  }

  /** Its file, or what it calls itself where only root with all rights may see another's file. */
  private static Optional<String> program(ProcessHandle process) {
    return process.info().command().or(() -> readName(process));
  }

  private static Optional<String> readName(ProcessHandle process) {
    try {
      String line = Files.readString(proc(process, "cmdline"), StandardCharsets.ISO_8859_1);
      return Optional.of(line.split("\0", 2)[0]);
    } catch (IOException e) {
      // It has just ended.
      return Optional.empty();
    }
  }

  private static Path proc(ProcessHandle process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private static void killAndWait(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    // One that keeps the shared memory a moment longer would keep the next server from starting.
    while (processes.stream().anyMatch(PostmasterProcess::isServer)) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /**
   * Children bear no arguments to know them by. Only Linux tells; elsewhere they end by themselves.
   */
  private static boolean worksIn(ProcessHandle child, Path cluster) {
    try {
      return isServer(child) && Files.readSymbolicLink(proc(child, "cwd")).equals(cluster);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private boolean isOnThisFolder() {
    return process
        .info()
        .arguments()
        .map(Arrays::asList)
        .filter(
            arguments ->
                arguments.contains(cluster.toString())
                    || arguments.contains(clusterSetting(cluster)))
        .isPresent();
  }

  private static Optional<Long> writtenPid(Path cluster) {
    try (Stream<String> lines = Files.lines(pidFile(cluster))) {
      return lines.findFirst().map(String::strip).map(Long::parseLong);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Path pidFile(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }
}
