package dev.fraudpipeline.predictor.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MissingInputsTest {

  @Test
  void theColumnsThatTheModelMissesAreNamed() {
    assertThat(
            MissingInputs.in(
                "Error: Failed to enforce schema of data ... 4855488158131690372 ...\\n"
                    + "Model is missing inputs ['amt', 'dist_km']. Note that"))
        .startsWith(": the model misses the columns amt, dist_km;");
  }

  @Test
  void nothingThatDoesNotLookLikeAColumnIsRepeated() {
    assertThat(MissingInputs.in("Model is missing inputs ['4855488158131690372', 'Ada Quill']"))
        .isEmpty();
    assertThat(MissingInputs.in("Model is missing inputs ['amt'")).isEmpty();
    assertThat(MissingInputs.in("")).isEmpty();
  }
}
