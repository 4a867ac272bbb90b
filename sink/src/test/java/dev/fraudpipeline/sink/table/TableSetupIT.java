package dev.fraudpipeline.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.lifecycle.StartFailedException;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that do not fit, and whether what the sink says mends them. */
@ExtendWith(SharedServers.class)
class TableSetupIT {
  private static SandboxPostgres postgres;

  private final PaymentTable table = new PaymentTable(new TableName(Optional.empty(), "payments"));
  private Connection connection;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
  }

  @BeforeEach
  void makeTable() throws Exception {
    connection = new Database(DatabaseUrl.parse(postgres.address())).open();
    execute("DROP TABLE IF EXISTS payments");
    table.createIfMissing(connection);
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE payments DROP COLUMN merch_long",
        "ALTER TABLE payments DROP COLUMN score, DROP COLUMN model, DROP COLUMN predicted_at",
        "ALTER TABLE payments DROP COLUMN fraud_confirmed",
        "ALTER TABLE payments DROP COLUMN id",
        "ALTER TABLE payments ALTER COLUMN id DROP IDENTITY",
        "INSERT INTO payments (trans_num, unix_time) VALUES ('a', 1), ('b', 2);"
            + " ALTER TABLE payments ALTER COLUMN id RESTART",
        "ALTER TABLE payments ALTER COLUMN cc_num TYPE text",
        "ALTER TABLE payments ALTER COLUMN amt TYPE numeric(8,2)",
        "ALTER TABLE payments ALTER COLUMN city TYPE varchar(40)",
        "ALTER TABLE payments ALTER COLUMN predicted_at TYPE timestamp",
        "ALTER TABLE payments ALTER COLUMN zip TYPE bigint, ALTER COLUMN lat TYPE numeric",
        "ALTER TABLE payments ALTER COLUMN fraud_confirmed TYPE integer",
        "ALTER TABLE payments ALTER COLUMN job SET NOT NULL",
        "ALTER TABLE payments ADD COLUMN \"Case \"\"No.\" text NOT NULL",
        "ALTER TABLE payments DROP CONSTRAINT payments_trans_num_unix_time_key",
        "ALTER TABLE payments DROP CONSTRAINT payments_trans_num_unix_time_key,"
            + " ADD UNIQUE (trans_num)",
        "ALTER TABLE payments DROP CONSTRAINT payments_trans_num_unix_time_key,"
            + " ADD UNIQUE (trans_num, unix_time) DEFERRABLE",
      })
  void whatDoesNotFitIsNamedWithTheStatementThatMendsIt(String change) throws SQLException {
    // Given
    execute(change);

    // When
    List<String> problems = new TableInspector(table).problems(connection);

    // Then
    assertThat(problems).isNotEmpty();
    assertThatThrownBy(() -> new TableSetup(table).prepare(connection))
        .isInstanceOf(StartFailedException.class);
    for (String problem : problems) {
      execute(problem.substring(problem.indexOf("To mend it: ") + "To mend it: ".length()));
    }
    assertThat(new TableInspector(table).problems(connection)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE payments ADD COLUMN note text, ADD COLUMN seen boolean NOT NULL DEFAULT false",
        "ALTER TABLE payments ALTER COLUMN trans_num SET NOT NULL",
        "ALTER TABLE payments DROP CONSTRAINT payments_trans_num_unix_time_key,"
            + " ADD UNIQUE (unix_time, trans_num)",
        "CREATE INDEX ON payments (cc_num)",
      })
  void whatAnInvestigatorAddsIsNoMatter(String change) throws SQLException {
    // Given
    execute(change);

    // Then
    assertThatCode(() -> new TableSetup(table).prepare(connection)).doesNotThrowAnyException();
  }

  @Test
  void aViewIsNoTable() throws SQLException {
    // Given
    execute("CREATE OR REPLACE VIEW v AS SELECT 1 AS id");
    PaymentTable view = new PaymentTable(new TableName(Optional.empty(), "v"));

    // Then
    assertThat(new TableInspector(view).problems(connection))
        .singleElement()
        .asString()
        .startsWith("it is no table");
  }

  @Test
  void aTableThatFittedBeforeIsWaitedFor() throws SQLException {
    // Given
    TableSetup setup = new TableSetup(table);
    setup.prepare(connection);
    execute("ALTER TABLE payments DROP COLUMN job");

    // Then
    assertThatThrownBy(() -> setup.prepare(connection)).isInstanceOf(SQLException.class);

    // When
    execute("ALTER TABLE payments ADD COLUMN job text");

    // Then
    assertThatCode(() -> setup.prepare(connection)).doesNotThrowAnyException();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    connection.commit();
  }
}
