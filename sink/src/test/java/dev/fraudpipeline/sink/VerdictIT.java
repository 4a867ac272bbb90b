package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The investigators' commands, on a real database. */
@ExtendWith(SharedServers.class)
class VerdictIT {
  private static final String LATER =
      Predictions.message("twice", 1)
          .replace("2020-06-21 12:14:25", "2020-07-01 00:00:00")
          .replace("1592741665", "1593561600");

  private static SandboxPostgres postgres;

  private StoredPayments payments;
  private Map<String, String> environment;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
  }

  @BeforeEach
  void fillTable() throws Exception {
    payments = new StoredPayments(postgres, "verdicts");
    payments.store(
        Stream.of(
            Predictions.message("once", 1),
            Predictions.message("twice", 1),
            LATER,
            Predictions.message("good", 0)));
    environment = Map.of("DATABASE_URL", postgres.address(), "SINK_TABLE", "verdicts");
  }

  @AfterEach
  void disconnect() throws Exception {
    payments.close();
  }

  @Test
  void aVerdictIsRecorded() throws Exception {
    // When
    CommandLine confirm = run("confirm", "once", "1");

    // Then
    assertThat(confirm.status()).isZero();
    assertThat(confirm.out()).isEqualTo("fraud_confirmed = 1\n");
    assertThat(verdict("once")).isEqualTo("1");
    assertThat(run("confirm", "good", "1").status()).isZero();
    assertThat(run("confirm", "once", "1").out()).isEqualTo("fraud_confirmed = 1, as it was\n");
  }

  @Test
  void aVerdictIsOverwrittenOnlyOnRequest() throws Exception {
    // Given
    run("confirm", "once", "1");

    // When
    CommandLine refused = run("confirm", "once", "0");

    // Then
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("the verdict is 1 already", "--change");
    assertThat(verdict("once")).isEqualTo("1");

    // When
    CommandLine changed = run("confirm", "--change", "once", "0");

    // Then
    assertThat(changed.status()).isZero();
    assertThat(changed.out()).isEqualTo("fraud_confirmed = 0, was 1\n");
    assertThat(verdict("once")).isEqualTo("0");
  }

  @Test
  void ofSeveralPaymentsWithOneTransNumTheTimeTells() throws Exception {
    // When
    CommandLine unclear = run("confirm", "twice", "1");

    // Then
    assertThat(unclear.status()).isEqualTo(1);
    assertThat(unclear.err()).contains("2 such payments", "--at");
    assertThat(unclear.out()).contains("2020-06-21 12:14:25", "2020-07-01 00:00:00", "60.10");
    assertThat(payments.query("SELECT count(fraud_confirmed) FROM verdicts")).containsExactly("0");

    // When
    CommandLine clear = run("confirm", "twice", "1", "--at", "2020-07-01 00:00:00");

    // Then
    assertThat(clear.status()).isZero();
    assertThat(
            payments.query(
                "SELECT trans_date_trans_time FROM verdicts WHERE fraud_confirmed IS NOT NULL"))
        .containsExactly("2020-07-01 00:00:00");
  }

  @Test
  void whatIsNotThereOrMakesNoSenseChangesNothing() {
    assertThat(run("confirm", "never", "1").status()).isEqualTo(1);
    assertThat(run("confirm", "once", "1", "--at", "2020-01-01 00:00:00").status()).isEqualTo(1);
    assertThat(run("confirm", "once", "1", "--at", "yesterday").status()).isEqualTo(2);
    assertThat(run("confirm", "once", "2").status()).isEqualTo(2);
    assertThat(run("confirm", "once").status()).isEqualTo(2);
    assertThat(CommandLine.run(Map.of(), "confirm", "once", "1").status()).isEqualTo(2);
  }

  @Test
  void pendingAreThePredictedFraudsWithoutAVerdictNewestFirst() {
    // Given
    run("confirm", "once", "0");

    // When
    CommandLine table = run("pending");
    CommandLine json = run("pending", "--json", "--limit", "1");

    // Then
    assertThat(table.status()).isZero();
    assertThat(table.out().lines().toList())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("trans_num  at ");
              assertThat(lines.get(1)).contains("2020-07-01 00:00:00");
              assertThat(lines.get(2))
                  .matches(
                      "twice +2020-06-21 12:14:25 +60\\.10 +- +- +personal_care +fraud_Kirlin and"
                          + " Sons");
            });
    assertThat(json.out())
        .isEqualTo(
            """
            {"trans_num":"twice","trans_date_trans_time":"2020-07-01 00:00:00","amt":60.10,\
            "merchant":"fraud_Kirlin and Sons","category":"personal_care","score":null,\
            "is_fraud":1,"fraud_confirmed":null}
            """);
    assertThat(json.err()).isEqualTo("2 without a verdict, 1 shown\n");
  }

  @Test
  void whatIsPendingIsShownAsItIsDecided() throws Exception {
    // Given
    payments.execute(
        "UPDATE verdicts SET score = 0.97, merchant = E'a\\nb' WHERE trans_num = 'once'");
    payments.execute("DELETE FROM verdicts WHERE trans_num = 'twice'");

    // Then
    assertThat(run("pending").out()).contains(" 0.9700  -        personal_care   a\\nb\n");
    assertThat(run("pending", "--json").out()).contains("\"merchant\":\"a\\nb\"", "\"score\":0.97");

    // When
    run("confirm", "once", "0");

    // Then
    assertThat(run("pending")).isEqualTo(new CommandLine(0, "", "0 without a verdict, 0 shown\n"));
  }

  @Test
  void ofTwoInvestigatorsAtOnceTheSecondSeesWhatTheFirstDecided() throws Exception {
    // Given
    Psql psql = new Psql(postgres);
    try (Connection first = psql.connect();
        Statement statement = first.createStatement()) {
      first.setAutoCommit(false);
      statement.execute("UPDATE verdicts SET fraud_confirmed = 0 WHERE trans_num = 'once'");

      // When
      CompletableFuture<CommandLine> second =
          CompletableFuture.supplyAsync(() -> run("confirm", "once", "1"));
      psql.awaitSinkSession("wait_event_type = 'Lock'");
      first.commit();

      // Then
      assertThat(second.get(1, TimeUnit.MINUTES).err()).contains("the verdict is 0 already");
    }
    assertThat(verdict("once")).isEqualTo("0");
  }

  @Test
  void aMissingTableIsSaid() {
    // When
    CommandLine pending =
        CommandLine.run(
            Map.of("DATABASE_URL", postgres.address(), "SINK_TABLE", "nowhere"), "pending");

    // Then
    assertThat(pending.status()).isEqualTo(1);
    assertThat(pending.err()).endsWith(": the table does not exist (SQLSTATE 42P01)\n");
  }

  @Test
  void aDatabaseThatIsAwayIsSaidAtOnce() {
    // When
    CommandLine pending =
        CommandLine.run(
            Map.of("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/fraud?connectTimeout=1"),
            "pending");

    // Then
    assertThat(pending.status()).isEqualTo(1);
    assertThat(pending.err())
        .isEqualTo(
            "PostgreSQL at 127.0.0.1:1/fraud: no connection could be made (SQLSTATE 08001)\n");
  }

  private CommandLine run(String... arguments) {
    return CommandLine.run(environment, arguments);
  }

  private String verdict(String transNum) throws Exception {
    return payments
        .query("SELECT fraud_confirmed FROM verdicts WHERE trans_num = '" + transNum + "'")
        .get(0);
  }
}
