package dev.fraudpipeline.sink.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {

  @ParameterizedTest
  @CsvSource({
    "08001, AWAY",
    "08006, AWAY",
    "08P01, AWAY",
    "25006, AWAY",
    "25P03, AWAY",
    "40001, AWAY",
    "40P01, AWAY",
    "53100, AWAY",
    "53300, AWAY",
    "57014, AWAY",
    "57P01, AWAY",
    "57P03, AWAY",
    "28000, LOGIN_REFUSED",
    "28P01, LOGIN_REFUSED",
    "08004, LOGIN_REFUSED",
    "3D000, NO_DATABASE",
    "22001, FAULT",
    "23502, FAULT",
    "23505, FAULT",
    "42501, FAULT",
    "42P01, FAULT",
    "54000, FAULT",
    "XX000, FAULT",
  })
  void failuresAreSortedBySqlState(String state, SqlFailure.Kind kind) {
    // When
    SqlFailure failure = SqlFailure.of(new SQLException("Key (trans_num)=(abc)", state));

    // Then
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.phrase()).contains("(SQLSTATE " + state + ")").doesNotContain("abc");
  }

  @Test
  void theStateOfAChainedExceptionCounts() {
    // Given
    SQLException batch = new BatchUpdateException();
    batch.setNextException(new SQLException("disk", "53100"));

    // Then
    assertThat(SqlFailure.of(batch).sqlState()).isEqualTo("53100");
  }

  @Test
  void theStateOfACauseCountsThoughExceptionsRunInCircles() {
    // Given
    SQLException inner = new SQLException("gone", "57P01");
    SQLException outer = new SQLException("outer", new IOException(inner));
    inner.setNextException(outer);

    // Then
    assertThat(SqlFailure.of(outer).sqlState()).isEqualTo("57P01");
  }

  @Test
  void whatHasNoStateIsAFault() {
    assertThat(SqlFailure.of(new SQLException("?")))
        .isEqualTo(new SqlFailure(SqlFailure.Kind.FAULT, SqlFailure.UNKNOWN));
  }
}
