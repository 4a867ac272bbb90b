package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Signals to real processes, those of a PostgreSQL server among them. */
public final class ServerProcesses {
  private final Psql psql;

  public ServerProcesses(Psql psql) {
    this.psql = psql;
  }

  /** The process that started all others of the server. */
  long postmaster() throws SQLException {
    return Long.parseLong(
        psql.askAsSuperuser("SELECT pg_read_file('postmaster.pid')")
            .lines()
            .findFirst()
            .orElseThrow()
            .strip());
  }

  /** The folder of the server's files. */
  public Path folder() throws SQLException {
    return Path.of(psql.askAsSuperuser("SHOW data_directory"));
  }

  /** Sends a signal, such as {@code KILL}. */
  public static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).as("kill -%s %d", name, pid).isZero();
  }
}
