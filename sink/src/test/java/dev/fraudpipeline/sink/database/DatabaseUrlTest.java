package dev.fraudpipeline.sink.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidOptionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db.example:5433/fraud, db.example:5433/fraud",
    "jdbc:postgresql://db.example/fraud, db.example:5432/fraud",
    "jdbc:postgresql:///fraud, localhost:5432/fraud",
    "postgres://db.example:5433/fraud, db.example:5433/fraud",
    "postgresql://user@db_1/fraud, db_1:5432/fraud",
    "postgres://user:pw@[::1]:5433/fraud, [::1]:5433/fraud",
    "'postgres://u:p@a:1,b:2/fraud', 'a:1,b:2/fraud'",
    "postgres://u:p@a/pay%20ments, a:5432/pay ments",
  })
  void hostPortAndDatabaseAreReadInEverySpelling(String url, String where) throws Exception {
    assertThat(DatabaseUrl.parse(url)).hasToString(where);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://me:p%40ss%3A%2F+%25@host/db",
        "postgresql://me:p%40ss%3A%2F%2B%25@host/db?sslmode=require",
        "postgres://host/db?user=me&password=p%40ss%3A%2F%2B%25",
        "jdbc:postgresql://host/db?user=me&password=p%40ss:/%2B%25",
      })
  void theLogInIsReadInEverySpelling(String url) throws Exception {
    // When
    DatabaseUrl parsed = DatabaseUrl.parse(url);

    // Then
    assertThat(parsed.user()).contains("me");
    assertThat(parsed.password()).contains("p@ss:/+%");
    assertThat(parsed.holdsPassword()).isTrue();
    assertThat(parsed.toString()).doesNotContain("p@ss");
  }

  @Test
  void aPasswordMayHoldAnAt() throws Exception {
    assertThat(DatabaseUrl.parse("postgres://me:p@ss@host/db").password()).contains("p@ss");
  }

  @Test
  void parametersArePassedThroughByTheDriversNames() throws Exception {
    // When
    DatabaseUrl url =
        DatabaseUrl.parse("postgres://h/db?sslmode=verify-full&connect_timeout=3&currentSchema=a");

    // Then
    assertThat(url.parameters())
        .isEqualTo(Map.of("sslmode", "verify-full", "connectTimeout", "3", "currentSchema", "a"));
  }

  @Test
  void variablesWinOverTheUrl() throws Exception {
    // Given
    DatabaseUrl url = DatabaseUrl.parse("postgres://me:old@host/db");

    // When
    DatabaseUrl login = url.withLogin(Optional.empty(), Optional.of("new"));

    // Then
    assertThat(login.user()).contains("me");
    assertThat(login.password()).contains("new");
    assertThat(login.hosts()).isEqualTo(List.of(new DatabaseUrl.Host("host", 5432)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "mysql://u:secret@host/db",
        "jdbc:postgresql://u:secret@host/db",
        "postgres://u:secret@host",
        "postgres://u:secret@host/",
        "postgres://u:secret@host:0/db",
        "postgres://u:secret@host:99999/db",
        "postgres://u:secret@host:port/db",
        "postgres://u:sec/ret@host/db",
        "postgres://u:secret%zz@host/db",
        "postgres://u:secret@host/db?sslmod=require",
        "postgres://u:secret@host/db?sslmode",
        "postgres://u:se?cret@host/db",
      })
  void whatIsNoUrlIsRefusedWithoutBeingRepeated(String url) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(InvalidOptionException.class)
        .message()
        .startsWith("a URL such as")
        .doesNotContain("secret", "sec", "cret");
  }
}
