package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.predictor.Payments;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelRequestTest {

  @Test
  void theRequestHasTheChosenColumnsAndEveryValueAsItCame() throws Exception {
    // Given
    ModelRequest features = ModelRequest.RULE.parse("amt, cc_num,merchant");

    // When
    String body =
        new String(features.request(List.of(Payments.payment(1), Payments.payment(2))), UTF_8);

    // Then
    String row = "[60.10,4855488158131690372,\"fraud_Berge, Kautzer and Harris\"]";
    assertThat(body)
        .isEqualTo(
            "{\"dataframe_split\":{\"columns\":[\"amt\",\"cc_num\",\"merchant\"],\"data\":["
                + row
                + ","
                + row
                + "]}}");
  }

  @Test
  void byDefaultTheModelIsAskedWithAllColumnsButTheOneItPredicts() {
    String body = new String(ModelRequest.ALL.request(List.of(Payments.payment(1))), UTF_8);

    assertThat(body).contains("\"merch_long\"],").doesNotContain("is_fraud");
    assertThat(ModelRequest.ALL.toString().chars().filter(c -> c == ',')).hasSize(20);
  }

  @Test
  void aPaymentWithANullIntegerMustGoAloneWhereTheModelIsAskedWithIt() throws Exception {
    var noZip = Payments.read(Payments.document(1).replace("\"zip\":5654", "\"zip\":null"));
    var noJob = Payments.read(Payments.document(1).replace("\"job\":\"Tester\"", "\"job\":null"));

    assertThat(ModelRequest.ALL.mustGoAlone(noZip)).isTrue();
    assertThat(ModelRequest.RULE.parse("amt").mustGoAlone(noZip)).isFalse();
    assertThat(ModelRequest.ALL.mustGoAlone(noJob)).isFalse();
    assertThat(new String(ModelRequest.ALL.request(List.of(noZip)), UTF_8))
        .contains(",null,44.1554");
  }

  @ParameterizedTest
  @ValueSource(strings = {"is_fraud", "amt,is_fraud", "amt,amt", "amount", "amt,", ","})
  void unknownTwiceOrForbiddenColumnsAreRefused(String text) {
    assertThatThrownBy(() -> ModelRequest.RULE.parse(text))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("trans_date_trans_time,cc_num");
  }
}
