package dev.fraudpipeline.sandbox.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonTest {

  @Test
  void doublesAreSpelledAsPythonSpellsThem() {
    // Then
    assertThat(Python.repr(0.1)).isEqualTo("0.1");
    assertThat(Python.repr(100.0)).isEqualTo("100.0");
    assertThat(Python.repr(1e-7)).isEqualTo("1e-07");
    assertThat(Python.repr(0.0001)).isEqualTo("0.0001");
    assertThat(Python.repr(1e16)).isEqualTo("1e+16");
    assertThat(Python.repr(1.5e300)).isEqualTo("1.5e+300");
    assertThat(Python.repr(-0.0)).isEqualTo("-0.0");
    assertThat(Python.repr((double) 0.1f)).isEqualTo("0.10000000149011612");
    assertThat(Python.repr(2.0e-44)).isEqualTo("2e-44");
  }

  @Test
  void jsonIsAsciiWithBlanksAndWordsThatAreNotJson() {
    // Given
    Map<String, Object> reply =
        Map.of("predictions", Arrays.asList(0, true, null, "Zoë\n", Double.NaN, List.of(0.5)));

    // When
    String json = new String(Python.json(reply), StandardCharsets.US_ASCII);

    // Then
    assertThat(json).isEqualTo("{\"predictions\": [0, true, null, \"Zo\\u00eb\\n\", NaN, [0.5]]}");
  }

  @Test
  void arraysOfPredictionsAreLists() {
    assertThat(Python.json(new int[] {0, 1})).asString().isEqualTo("[0, 1]");
    assertThat(Python.json(new double[] {0.25, Double.NEGATIVE_INFINITY}))
        .asString()
        .isEqualTo("[0.25, -Infinity]");
  }

  @Test
  void whatPythonCannotSerialiseIsRefused() {
    assertThatThrownBy(() -> Python.json(new Object()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesAreEscaped() {
    assertThat(Python.repr("{'a': 1}\n\u00e9".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("b\"{'a': 1}\\n\\xe9\"");
  }
}
