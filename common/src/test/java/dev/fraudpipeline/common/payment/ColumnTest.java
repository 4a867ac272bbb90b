package dev.fraudpipeline.common.payment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnTest {

  @Test
  void theSchemaIsTheTrainingSets() {
    assertThat(Column.ALL)
        .extracting(column -> column.columnName() + " " + column.type().sqlType())
        .containsExactly(
            "trans_date_trans_time timestamp",
            "cc_num bigint",
            "merchant text",
            "category text",
            "amt numeric",
            "first text",
            "last text",
            "gender text",
            "street text",
            "city text",
            "state text",
            "zip integer",
            "lat double precision",
            "long double precision",
            "city_pop integer",
            "job text",
            "dob date",
            "trans_num text",
            "unix_time bigint",
            "merch_lat double precision",
            "merch_long double precision",
            "is_fraud smallint");
  }

  @Test
  void aColumnIsFoundByItsNameOnly() {
    for (Column column : Column.ALL) {
      assertThat(Column.named(column.columnName())).contains(column);
      assertThat(Column.ALL.get(column.position())).isEqualTo(column);
    }
    assertThat(Column.named("CC_NUM")).isEmpty();
    assertThat(Column.named("current_time")).isEmpty();
    assertThat(Column.named("")).isEmpty();
  }
}
