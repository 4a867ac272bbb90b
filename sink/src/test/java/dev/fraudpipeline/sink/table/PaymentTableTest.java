package dev.fraudpipeline.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidOptionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTableTest {

  @Test
  void theTableHasTheColumnsOfTheSchemaInItsOrder() {
    // Given
    PaymentTable table = new PaymentTable(new TableName(Optional.of("fraud"), "transactions"));

    // Then
    assertThat(table.ddl())
        .containsExactly(
            """
            CREATE TABLE IF NOT EXISTS "fraud"."transactions" (
              "id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              "trans_date_trans_time" timestamp,
              "cc_num" bigint,
              "merchant" text,
              "category" text,
              "amt" numeric,
              "first" text,
              "last" text,
              "gender" text,
              "street" text,
              "city" text,
              "state" text,
              "zip" integer,
              "lat" double precision,
              "long" double precision,
              "city_pop" integer,
              "job" text,
              "dob" date,
              "trans_num" text,
              "unix_time" bigint,
              "merch_lat" double precision,
              "merch_long" double precision,
              "is_fraud" smallint,
              "fraud_confirmed" smallint CHECK ("fraud_confirmed" IN (0, 1)),
              "score" double precision,
              "model" text,
              "predicted_at" timestamptz,
              UNIQUE ("trans_num", "unix_time")
            )""",
            """
            CREATE INDEX IF NOT EXISTS "transactions_undecided" ON "fraud"."transactions"\
             ("trans_date_trans_time")
            WHERE "is_fraud" = 1 AND "fraud_confirmed" IS NULL""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"transactions", "public.transactions", "_a.B9", "select"})
  void aNameMayBeAnyIdentifier(String name) throws Exception {
    assertThat(TableName.rule().parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1a", "a-b", "a.b.c", "a\"; DROP TABLE b", ".a", "a.", "ä", "a b"})
  void whatIsNoIdentifierIsRefused(String name) {
    assertThatThrownBy(() -> TableName.rule().parse(name))
        .isInstanceOf(InvalidOptionException.class);
  }

  @Test
  void aNameThatLeavesNoRoomForItsIndexIsRefused() throws Exception {
    assertThat(TableName.rule().parse("a".repeat(50)).quotedWith("_undecided")).hasSizeLessThan(64);
    assertThatThrownBy(() -> TableName.rule().parse("a".repeat(51)))
        .isInstanceOf(InvalidOptionException.class);
  }
}
