package dev.fraudpipeline.sandbox.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The user that PostgreSQL's programs run as. They refuse root, so root puts a prefix before their
 * command line that makes them somebody else: a namespace of their own where that is allowed, for
 * then the files stay root's, else a user without rights. Immutable.
 *
 * @param prefix comes before the command; empty where this process's own user will do
 * @param uid the number of the user that must own the server's data; empty where nothing has to
 *     change hands, since this process is not root
 * @param reachesAll false where that user cannot pass through folders that are root's alone
 */
record ServerAccount(List<String> prefix, OptionalInt uid, boolean reachesAll) {

  static final String NO_WAY =
      "PostgreSQL refuses to run as root, and there is no way to another user here (tried unshare,"
          + " setpriv, runuser and su): start as a user without rights, or install util-linux";

  private static final int ROOT = 0;

  /** Users without rights that systems bring. */
  private static final List<String> UNPRIVILEGED = List.of("nobody", "daemon");

  private static final int PROBE_SECONDS = 10;

  /** Runs a command to its end, and answers what it printed if its status was 0. */
  interface Probe {
    Optional<String> run(List<String> command) throws IOException;
  }

  ServerAccount {
    prefix = List.copyOf(prefix);
  }

  /**
   * Finds the account for this process.
   *
   * @throws IllegalStateException this process is root, and has no way to another user
   */
  static ServerAccount detect() throws IOException {
    return detect(new UnixSystem().getUid(), ServerAccount::run);
  }

  static ServerAccount detect(long ownUid, Probe probe) throws IOException {
    if (ownUid != ROOT) {
      return new ServerAccount(List.of(), OptionalInt.empty(), true);
    }
    List<String> namespace = List.of("unshare", "--user", "--");
    // initdb also looks its user up by name.
    if (uid(namespace, probe).isPresent() && probe.run(with(namespace, "id", "-un")).isPresent()) {
      return new ServerAccount(namespace, OptionalInt.of(ROOT), true);
    }
    for (String user : UNPRIVILEGED) {
      Optional<String> group = probe.run(List.of("id", "-g", user));
      if (group.isEmpty()) {
        continue;
      }
      for (List<String> prefix : waysTo(user, group.get())) {
        OptionalInt uid = uid(prefix, probe);
        if (uid.isPresent()) {
          return new ServerAccount(prefix, uid, false);
        }
      }
    }
    throw new IllegalStateException(NO_WAY);
  }

  /** The command line that runs this program as this account. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  private static List<List<String>> waysTo(String user, String group) {
    return List.of(
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"),
        List.of("runuser", "-u", user, "--"),
        List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", user));
  }

  private static OptionalInt uid(List<String> prefix, Probe probe) throws IOException {
    Optional<String> uid = probe.run(with(prefix, "id", "-u"));
    return uid.isPresent() && uid.get().matches("[1-9]\\d{0,8}|[1-3]\\d{9}")
        ? OptionalInt.of(Integer.parseUnsignedInt(uid.get()))
        : OptionalInt.empty();
  }

  private static List<String> with(List<String> prefix, String... program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(program));
    return command;
  }

  private static Optional<String> run(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      // There is no such program here.
      return Optional.empty();
    }
    process.getOutputStream().close();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    return process.exitValue() == 0 ? Optional.of(printed) : Optional.empty();
  }
}
