package dev.fraudpipeline.sandbox.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.sandbox.OtherProcess;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxPostgresIT {

  /** Where no answer is to come. */
  private static final int IMPATIENCE_SECONDS = 1;

  private static final int DEFINITELY_TOO_SLOW_SECONDS = 120;

  @TempDir private static Path data;
  private static SandboxPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = SandboxPostgres.start(data, 0);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void insertOneRow() throws SQLException {
    execute("DROP TABLE IF EXISTS payments");
    execute("CREATE TABLE payments (id bigint)");
    execute("INSERT INTO payments VALUES (1)");
  }

  @AfterEach
  void heal() {
    postgres.heal();
  }

  @Test
  void itIsPostgresThatKeepsItsPromises() throws SQLException {
    assertThat(query("SHOW server_version")).startsWith("18.");
    assertThat(query("SHOW fsync")).isEqualTo("on");
    assertThat(query("SHOW synchronous_commit")).isEqualTo("on");
    assertThat(query("SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(query("SHOW server_encoding")).isEqualTo("UTF8");
    assertThat(query("SELECT usesuper FROM pg_user WHERE usename = current_user")).isEqualTo("f");
  }

  @Test
  void theAddressSaysItAll() {
    assertThat(postgres.address())
        .isEqualTo(postgres.jdbcUrl().replace("jdbc:postgresql://", "postgres://fraud:fraud@"))
        .endsWith("/" + postgres.database());
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong"))
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("28P01");
  }

  @Test
  void rowsSurviveAnOutage() throws SQLException {
    try (Connection connection = connect()) {
      // When
      postgres.inflict(PartFault.AWAY);

      // Then
      assertThat(postgres.status()).containsEntry("running", false).containsEntry("fault", "AWAY");
      assertThat(connection.isValid(IMPATIENCE_SECONDS)).isFalse();
      assertThatThrownBy(SandboxPostgresIT::connect).isInstanceOf(SQLException.class);
      assertNoServerRunsOn(data);
    }
    postgres.heal();
    assertThat(query("SELECT count(*) FROM payments")).isEqualTo("1");
    assertThat(postgres.status()).containsEntry("running", true).containsEntry("fault", "none");
  }

  @Test
  void rowsSurviveACrash() throws SQLException {
    // When
    postgres.crash();

    // Then
    assertNoServerRunsOn(data);
    assertThatThrownBy(SandboxPostgresIT::connect).isInstanceOf(SQLException.class);
    postgres.heal();
    assertThat(query("SELECT count(*) FROM payments")).isEqualTo("1");
  }

  @Test
  void rowsSurviveANewStart() throws SQLException {
    // Given
    String address = postgres.address();

    // When
    postgres.close();
    postgres = SandboxPostgres.start(data, 0);

    // Then
    assertThat(postgres.address()).isEqualTo(address);
    assertThat(query("SELECT count(*) FROM payments")).isEqualTo("1");
  }

  @Test
  void aNewStartAfterACrashRecovers() throws SQLException {
    // Given
    postgres.crash();
    postgres.close();

    // When
    postgres = SandboxPostgres.start(data, 0);

    // Then
    assertThat(query("SELECT count(*) FROM payments")).isEqualTo("1");
  }

  @Test
  void aNumberThatAnotherProgramHasByNowDoesNotHinderTheStart() throws Exception {
    // Given
    postgres.crash();
    Path pidFile = data.resolve("cluster").resolve("postmaster.pid");
    String stale = Files.readString(pidFile);
    String ours = Long.toString(ProcessHandle.current().pid());
    Files.writeString(pidFile, stale.replaceFirst("^\\d+", ours));

    // When
    postgres.heal();

    // Then
    assertThat(query("SELECT count(*) FROM payments")).isEqualTo("1");
  }

  @Test
  void whatAKilledFirstStartLeftIsThrownAway() throws Exception {
    // Given
    postgres.close();
    Files.delete(data.resolve("ready"));
    Files.delete(data.resolve("cluster").resolve("PG_VERSION"));

    // When
    postgres = SandboxPostgres.start(data, 0);

    // Then
    assertThat(query("SELECT count(*) FROM pg_tables WHERE tablename = 'payments'")).isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource(
      value = PartFault.class,
      names = {"HANG", "GARBAGE", "ERROR"})
  void aClientSeesTheFaultAndItsEnd(PartFault fault) throws SQLException {
    try (Connection connection = connect()) {
      connection.setNetworkTimeout(Runnable::run, (int) SECONDS.toMillis(IMPATIENCE_SECONDS));

      // When
      postgres.inflict(fault);

      // Then
      assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> connect(IMPATIENCE_SECONDS)).isInstanceOf(SQLException.class);
    }
    postgres.heal();
    assertThat(query("SELECT count(*) FROM payments")).isEqualTo("1");
  }

  @Test
  void slowAnswersAreASecondLate() throws SQLException {
    // Given
    try (Connection connection = connect()) {
      postgres.inflict(PartFault.SLOW);
      long start = System.nanoTime();

      // When
      connection.createStatement().execute("SELECT 1");

      // Then
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @Test
  void closeLeavesNoProcessAndMayBeRepeated() throws SQLException {
    // Given
    Connection open = connect();

    // When
    postgres.close();
    postgres.close();

    // Then
    assertNoServerRunsOn(data);
    assertThat(open.isValid(IMPATIENCE_SECONDS)).isFalse();
    assertThatThrownBy(SandboxPostgresIT::connect).isInstanceOf(SQLException.class);
    postgres = SandboxPostgres.start(data, 0);
  }

  @Test
  void aServerThatAKilledProcessLeftIsEndedAndItsRowsAreThere(@TempDir Path killedData)
      throws Exception {
    // Given
    try (OtherProcess killed = new OtherProcess(PostgresMain.class, killedData)) {
      execute(killed.address(), "CREATE TABLE payments AS SELECT 1 AS id");
      String orphan = pidOn(killedData);

      // When
      killed.kill();

      // Then
      try (SandboxPostgres next = SandboxPostgres.start(killedData, 0)) {
        assertThat(next.address()).isEqualTo(killed.address());
        execute(next.address(), "INSERT INTO payments VALUES (2)");
        assertThat(pidOn(killedData)).isNotEqualTo(orphan);
      }
      assertNoServerRunsOn(killedData);
    }
  }

  @Test
  void aProcessThatIsToldToEndLeavesNoServer(@TempDir Path endedData) throws Exception {
    try (OtherProcess ended = new OtherProcess(PostgresMain.class, endedData)) {
      // When
      int status = ended.end();

      // Then
      assertThat(status).isEqualTo(143);
      assertNoServerRunsOn(endedData);
    }
  }

  @Test
  void theLogHoldsNoRows() throws Exception {
    // Given
    assertThatThrownBy(() -> execute("INSERT INTO payments VALUES (4052123412341234123412)"))
        .isInstanceOf(SQLException.class);

    // When
    String log = Files.readString(data.resolve("server.log"));

    // Then
    assertThat(log).contains("out of range").doesNotContain("4052123412341234123412");
  }

  @Test
  void aFolderIsOneServersAtATime() {
    assertThatThrownBy(() -> SandboxPostgres.start(data, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  private static String pidOn(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("cluster").resolve("postmaster.pid")).get(0);
  }

  private static void assertNoServerRunsOn(Path folder) {
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(folder.toString()))
                    .isPresent());
  }

  private static Connection connect() throws SQLException {
    return connect(DEFINITELY_TOO_SLOW_SECONDS);
  }

  private static Connection connect(int patienceSeconds) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), properties(patienceSeconds));
  }

  private static Properties properties(int patienceSeconds) {
    Properties properties = new Properties();
    properties.setProperty("user", postgres.user());
    properties.setProperty("password", postgres.password());
    properties.setProperty("connectTimeout", Integer.toString(patienceSeconds));
    properties.setProperty("loginTimeout", Integer.toString(patienceSeconds));
    properties.setProperty("socketTimeout", Integer.toString(patienceSeconds));
    return properties;
  }

  private static void execute(String address, String sql) throws SQLException {
    String url = "jdbc:postgresql://" + address.substring(address.indexOf('@') + 1);
    try (Connection connection =
            DriverManager.getConnection(url, properties(DEFINITELY_TOO_SLOW_SECONDS));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
