package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PredictionParserTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "integers            | [0, 1]                                                         | 0 | 1",
        "booleans            | [false, true]                                                  | 0 | 1",
        "floats              | [0.8383663313419119, 1e-07]                                    | 0.8383663313419119 | 1e-7",
        "probability pairs   | [[0.66, 0.34], [0.1, 0.9]]                                     | 0.34 | 0.9",
        "a column            | [[1], [0]]                                                     | 1 | 0",
        "class names         | [\"legit\", \"fraud\"]                                         | 0 | 1",
        "digits as text      | [\"0\", \"1\"]                                                 | 0 | 1",
        "named series        | [{\"is_fraud\": 1}, {\"is_fraud\": 0}]                         | 1 | 0",
        "unnamed series      | [{\"0\": 1}, {\"0\": 0}]                                       | 1 | 0",
        "frame with a score  | [{\"is_fraud\": 0, \"score\": 0.33}, {\"is_fraud\": 1, \"score\": 0.75}] | 0.33 | 0.75",
        "frame of classes    | [{\"is_fraud\": 0, \"rule\": \"a\"}, {\"is_fraud\": 1, \"rule\": \"b\"}] | 0 | 1",
        "dict of lists       | {\"is_fraud\": [1, 1], \"score\": [0.25, 0.5]}                 | 0.25 | 0.5",
        "dict of one list    | {\"label\": [1, 0]}                                            | 1 | 0",
      })
  void everyShapeGivesAScoreForEachRow(
      String shape, String predictions, double first, double second) throws Exception {
    double[] scores = parse(predictions, 2);

    assertThat(scores).as(shape).containsExactly(first, second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[null, 1]",
        "[NaN, 1]",
        "[Infinity, 1]",
        "[-Infinity, 1]",
        "[[NaN, NaN], [0, 1]]",
        "[{\"score\": NaN}, {\"score\": 1}]",
        "{\"score\": [null, 1]}",
      })
  void nullNanAndInfinityAreNoScoreForTheirRowAlone(String predictions) throws Exception {
    assertThat(parse(predictions, 2)).containsExactly(Double.NaN, 1.0);
  }

  @Test
  void aScalarAnswersASingleRow() throws Exception {
    assertThat(parse("1", 1)).containsExactly(1.0);
    assertThat(parse("null", 1)).containsExactly(Double.NaN);
    assertThat(parse("{\"is_fraud\": 1}", 1)).containsExactly(1.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1]", "[1, 0, 1]", "[]", "1", "null", "{\"is_fraud\": [1]}", "{\"is_fraud\": 1}"})
  void anotherNumberOfRowsThanAskedForIsRefused(String predictions) {
    assertThatThrownBy(() -> parse(predictions, 2))
        .isInstanceOf(PredictionParser.UnreadableException.class)
        .hasMessageContaining("for 2 rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"maybe\", \"fraud\"]",
        "[[0.1, 0.2, 0.7], [0.1, 0.2, 0.7]]",
        "[[], []]",
        "[{\"a\": 1, \"b\": 2}, {\"a\": 1, \"b\": 2}]",
        "[{}, {}]",
      })
  void whatNamesNoScoreIsRefused(String predictions) {
    assertThatThrownBy(() -> parse(predictions, 2))
        .isInstanceOf(PredictionParser.UnreadableException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "Internal Server Error 4855488158131690372",
        "<html>4855488158131690372</html>",
        "{\"predictions\": [0, 1",
        "[0, 1]",
        "{\"outputs\": [0, 1]}",
        "{\"predictions\": [0, 1]} {}",
      })
  void aBodyThatIsNoAnswerIsRefusedWithoutRepeatingIt(String body) {
    assertThatThrownBy(() -> PredictionParser.parse(body.getBytes(UTF_8), 2))
        .isInstanceOf(PredictionParser.UnreadableException.class)
        .hasMessageNotContaining("4855488158131690372");
  }

  private static double[] parse(String predictions, int rows)
      throws PredictionParser.UnreadableException {
    return PredictionParser.parse(("{\"predictions\": " + predictions + "}").getBytes(UTF_8), rows);
  }
}
