package dev.fraudpipeline.sink.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a connection of the sink brings along. */
@ExtendWith(SharedServers.class)
class DatabaseIT {
  /** As Linux lists them: for IPv4, and for IPv4 by way of IPv6. */
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  /** The state of a connection that is open, and the timer of one that is kept alive. */
  private static final String OPEN = "01";

  private static final String KEEP_ALIVE = "02";

  @Test
  void theServerWaitsNoLongerThanHalfAMinuteForAFrozenSink(SandboxPostgres postgres)
      throws Exception {
    try (Connection connection = new Database(DatabaseUrl.parse(postgres.address())).open()) {
      assertThat(show(connection, "SHOW statement_timeout")).isEqualTo("30s");
      assertThat(show(connection, "SHOW idle_in_transaction_session_timeout")).isEqualTo("30s");
      assertThat(show(connection, "SHOW lock_timeout")).isEqualTo("5s");
      assertThat(show(connection, "SHOW application_name")).isEqualTo("sink");
    }
  }

  /** So that the system finds out that the other side is gone, where nobody sends anything. */
  @Test
  void aQuietConnectionIsKeptAlive(SandboxPostgres postgres) throws Exception {
    // Given
    assumeTrue(Files.exists(SOCKETS.get(0)), "no /proc/net/tcp here");
    String direct =
        postgres.address().replaceFirst("@[^/]*", "@" + postgres.status().get("direct"));

    // When
    try (Connection connection = new Database(DatabaseUrl.parse(direct)).open()) {
      int port = Integer.parseInt(show(connection, "SELECT inet_client_port()"));

      // Then
      // What was just sent has a timer of its own until it is acknowledged.
      await().atMost(Duration.ofMinutes(1)).until(() -> KEEP_ALIVE.equals(timerOf(port)));
    }
  }

  private static String show(Connection connection, String query) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  /** The kind of the timer that runs for the client's end of a connection. */
  private static String timerOf(int port) throws IOException {
    String local = String.format(":%04X", port);
    for (Path sockets : SOCKETS) {
      for (String line : Files.readAllLines(sockets)) {
        String[] fields = line.strip().split(" +", -1);
        if (fields[1].endsWith(local) && fields[3].equals(OPEN)) {
          return fields[5].substring(0, 2);
        }
      }
    }
    throw new AssertionError("no open connection from port " + port);
  }
}
