package dev.fraudpipeline.sink.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.tls.CertificateAuthority;
import dev.fraudpipeline.sink.CommandLine;
import dev.fraudpipeline.sink.Psql;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.StoredPayments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** URLs as cloud providers hand them out, to a PostgreSQL that asks for TLS. */
@ExtendWith(SharedServers.class)
class TlsIT {
  private static final String KEY_ALIAS = "server";

  /** Both with all that must be escaped. */
  private static final String LOGIN = "bank%40eu%20%2F:p%40ss%3Aw%2Frd%3F%25%23+";

  private static final String ROLE = "\"bank@eu /\"";
  private static final String PASSWORD = "p@ss:w/rd?%#+";

  @TempDir private static Path folder;
  private static SandboxPostgres postgres;
  private static Psql psql;
  private static Path accessRules;
  private static String rulesBefore;
  private static Path authority;

  @BeforeAll
  static void demandTls(SandboxPostgres shared) throws Exception {
    postgres = shared;
    psql = new Psql(postgres);
    Path cluster = Path.of(psql.askAsSuperuser("SHOW data_directory"));
    CertificateAuthority issuer = CertificateAuthority.in(folder);
    authority = issuer.certificate();
    writeServerKey(issuer.serverFor("ip:127.0.0.1"), cluster);
    accessRules = cluster.resolve("pg_hba.conf");
    rulesBefore = Files.readString(accessRules);
    Files.writeString(
        accessRules,
        "hostnossl all %1$s all reject%nhostssl all %1$s all scram-sha-256%n%2$s"
            .formatted(ROLE, rulesBefore));
    psql.executeAsSuperuser("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(ROLE, PASSWORD));
    psql.executeAsSuperuser("GRANT fraud TO " + ROLE);
    psql.executeAsSuperuser("ALTER SYSTEM SET ssl = on");
    psql.executeAsSuperuser("SELECT pg_reload_conf()");
    await().atMost(Duration.ofMinutes(1)).until(() -> psql.ask("SHOW ssl").equals("on"));
  }

  /** The key and its certificates as PostgreSQL reads them. */
  private static void writeServerKey(Path keyStore, Path cluster) throws Exception {
    char[] password = CertificateAuthority.PASSWORD.toCharArray();
    KeyStore store = KeyStore.getInstance(keyStore.toFile(), password);
    Path key = cluster.resolve("server.key");
    Files.writeString(key, pem("PRIVATE KEY", store.getKey(KEY_ALIAS, password).getEncoded()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(KEY_ALIAS)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(cluster.resolve("server.crt"), chain);
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes));
  }

  @AfterAll
  static void allowPlainText() throws Exception {
    Files.writeString(accessRules, rulesBefore);
    psql.executeAsSuperuser("ALTER SYSTEM RESET ssl");
    psql.executeAsSuperuser("SELECT pg_reload_conf()");
    psql.executeAsSuperuser("DROP ROLE " + ROLE);
  }

  private static String url(String query) {
    return postgres.address().replaceFirst("//.*@", "//" + LOGIN + "@") + "?" + query;
  }

  private static Connection open(String query) throws Exception {
    return new Database(DatabaseUrl.parse(url(query))).open();
  }

  @Test
  void escapesInUserAndPasswordAndSslmodeAreObeyed() throws Exception {
    for (String query :
        new String[] {
          "sslmode=require",
          "sslmode=verify-ca&sslrootcert=" + authority,
          "sslmode=verify-full&sslrootcert=" + authority + "&channel_binding=require"
        }) {
      // When
      try (Connection connection = open(query);
          Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT ssl, current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {

        // Then
        assertThat(result.next()).isTrue();
        assertThat(result.getBoolean(1)).as(query).isTrue();
        assertThat(result.getString(2)).isEqualTo("bank@eu /");
      }
    }
  }

  @Test
  void commandsReachTheirTableTheSameWay() throws Exception {
    // Given
    String query = "sslmode=verify-full&sslrootcert=" + authority;
    try (StoredPayments payments = new StoredPayments(postgres, "tls")) {
      for (Map<String, String> spelling :
          List.of(
              Map.of("DATABASE_URL", url(query)),
              Map.of(
                  "DATABASE_URL",
                  postgres.jdbcUrl() + "?" + query,
                  "DATABASE_USER",
                  "bank@eu /",
                  "DATABASE_PASSWORD",
                  PASSWORD))) {
        Map<String, String> environment = new HashMap<>(spelling);
        environment.put("SINK_TABLE", payments.name());

        // When
        CommandLine pending = CommandLine.run(environment, "pending");

        // Then
        assertThat(pending).isEqualTo(new CommandLine(0, "", "0 without a verdict, 0 shown\n"));
      }
    }
  }

  @Test
  void aServerThatCannotProveItsNameIsNotTrusted() throws Exception {
    // Given
    Path other = Files.createDirectory(folder.resolve("other"));
    Path stranger = CertificateAuthority.in(other).certificate();

    // Then
    assertThatThrownBy(() -> open("sslmode=verify-full&sslrootcert=" + stranger))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () ->
                new Database(
                        DatabaseUrl.parse(
                            url("sslmode=verify-full&sslrootcert=" + authority)
                                .replace("127.0.0.1", "localhost")))
                    .open())
        .isInstanceOf(SQLException.class);
  }

  @Test
  void withoutTlsTheServerRefusesTheLogIn() {
    assertThatThrownBy(() -> open("sslmode=disable"))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(SqlFailure.of(e).kind()).isEqualTo(SqlFailure.Kind.LOGIN_REFUSED));
  }
}
