package dev.fraudpipeline.sink.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.StoredPayments;
import dev.fraudpipeline.sink.batch.RefusedRow;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Payments that come again, and rows that the table does not take. */
@ExtendWith(SharedServers.class)
class BisectingWriterIT {
  private static SandboxPostgres postgres;

  private StoredPayments payments;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
  }

  @BeforeEach
  void makeTable() throws Exception {
    payments = new StoredPayments(postgres, "payments");
  }

  @AfterEach
  void disconnect() throws SQLException {
    payments.close();
  }

  @Test
  void ofTwoThatAreTheSamePaymentTheFirstStays() throws SQLException {
    // When
    payments.store(Stream.of(message(1, "11.10"), message(2, "12.00"), message(1, "99.00")));
    payments.store(Stream.of(message(3, "13.00"), message(2, "98.00"), message(3, "97.00")));

    // Then
    assertThat(payments.query("SELECT trans_num || ' ' || amt FROM payments ORDER BY id"))
        .containsExactly("t1 11.10", "t2 12.00", "t3 13.00");
  }

  @Test
  void rowsKeepTheirOrderOnBothWays() throws SQLException {
    // Given
    List<String> order = IntStream.range(0, 900).mapToObj(i -> "t" + (i * 37) % 900).toList();

    // When
    payments.store(order.subList(0, 300).stream().map(BisectingWriterIT::message));
    payments.store(order.subList(200, 600).stream().map(BisectingWriterIT::message));
    payments.store(order.subList(600, 900).stream().map(BisectingWriterIT::message));

    // Then
    assertThat(payments.query("SELECT trans_num FROM payments ORDER BY id")).isEqualTo(order);
  }

  @Test
  void afterACleanBatchTheDirectWayIsTakenAgain() throws SQLException {
    // Given
    payments.store(messages(0, 10));
    payments.store(messages(0, 10));
    payments.store(messages(10, 20));

    // When
    payments.execute("DROP TABLE pg_temp.sink_staging");
    payments.execute("CREATE TEMPORARY TABLE sink_staging (nothing_fits_here integer)");

    // Then
    assertThat(payments.store(messages(20, 30))).isEmpty();
    assertThatThrownBy(() -> payments.store(messages(20, 30))).isInstanceOf(SQLException.class);
  }

  @Test
  void onlyTheRowsThatTheTableRefusesAreRefused() throws SQLException {
    // Given
    payments.store(messages(1_000, 1_001));
    payments.execute("ALTER TABLE payments ADD CHECK (trans_num !~ '^t[0-9]*77$')");

    // When
    List<RefusedRow> refused = payments.store(messages(0, 400));

    // Then
    assertThat(refused).extracting(RefusedRow::row).containsExactly(77, 177, 277, 377);
    assertThat(refused).allSatisfy(row -> assertThat(row.failure().sqlState()).isEqualTo("23514"));
    assertThat(payments.query("SELECT count(*) FROM payments")).containsExactly("397");
  }

  @Test
  void aNarrowerColumnRefusesWhatDoesNotFit() throws SQLException {
    // Given
    payments.store(Stream.of(message(0, "1.00")));
    payments.execute("ALTER TABLE payments ALTER COLUMN amt TYPE numeric(6,2)");
    payments.execute("ALTER TABLE payments ALTER COLUMN trans_num TYPE varchar(10)");

    // When
    List<RefusedRow> refused =
        payments.store(
            Stream.of(message(1, "1.00"), message(2, "12345.00"), message("a-longer-name")));

    // Then
    assertThat(refused)
        .extracting(row -> row.row() + " " + row.failure().sqlState())
        .containsExactly("1 22003", "2 22001");
  }

  @Test
  void aTableThatRefusesEverythingIsNoRowsFault() throws SQLException {
    // Given
    payments.store(messages(0, 10));
    payments.execute("ALTER TABLE payments ADD CHECK (amt > 100) NOT VALID");

    // Then
    assertThatThrownBy(() -> payments.store(messages(10, 20))).isInstanceOf(SQLException.class);
  }

  @Test
  void noRowIsBlamedWhereTheColumnsTypesHaveChanged() throws SQLException {
    // Given
    payments.store(messages(0, 10));
    payments.execute("ALTER TABLE payments ALTER COLUMN zip TYPE bigint");

    // Then
    assertThatThrownBy(() -> payments.store(messages(10, 20))).isInstanceOf(SQLException.class);
  }

  @Test
  void anEmptyTableMayRefuseAFewAndNotMany() throws SQLException {
    // Given
    payments.execute("ALTER TABLE payments ADD CHECK (amt > 100)");

    // Then
    assertThat(payments.store(messages(0, 3))).hasSize(3);
    assertThatThrownBy(() -> payments.store(messages(0, 100))).isInstanceOf(SQLException.class);
  }

  @Test
  void anotherUniqueConstraintRefusesTheSecondRow() throws SQLException {
    // Given
    payments.execute("CREATE UNIQUE INDEX ON payments (amt)");

    // When
    List<RefusedRow> refused =
        payments.store(Stream.of(message(1, "1.00"), message(2, "2.00"), message(3, "1.00")));

    // Then
    assertThat(refused).extracting(RefusedRow::row).containsExactly(2);
    assertThat(payments.query("SELECT trans_num FROM payments ORDER BY id"))
        .containsExactly("t1", "t2");
  }

  /** As after a restore without its sequence, or on what was a logical replica. */
  @Test
  void noRowIsBlamedForANumberThatTheTableGaveBefore() throws SQLException {
    // Given
    payments.store(messages(0, 100));
    payments.execute("ALTER TABLE payments ALTER COLUMN id RESTART");

    // Then
    assertThatThrownBy(() -> payments.store(messages(100, 110))).isInstanceOf(SQLException.class);

    // When
    payments.execute("ALTER TABLE payments ALTER COLUMN id RESTART WITH 200");

    // Then
    assertThat(payments.store(messages(100, 110))).isEmpty();
    assertThat(payments.query("SELECT count(*) FROM payments")).containsExactly("110");
  }

  private static Stream<String> messages(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> message("t" + i));
  }

  private static String message(String transNum) {
    return Predictions.message(transNum, 1);
  }

  private static String message(int number, String amount) {
    return message("t" + number).replace("60.10", amount);
  }
}
