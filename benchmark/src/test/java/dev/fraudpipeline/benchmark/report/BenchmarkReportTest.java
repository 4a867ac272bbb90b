package dev.fraudpipeline.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.benchmark.report.ReportedFigure.Unit;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BenchmarkReportTest {
  private final BenchmarkReport report = new BenchmarkReport();

  @Test
  void theJsonHoldsEachFigureWithUnitGoalAndVerdict() throws IOException {
    // Given
    report.circumstance("cpus", "2");
    report.add(
        ReportedFigure.of("sink.ratio_copy", 0.93, Unit.RATIO, "over COPY")
            .withGoal(FigureGoal.atLeast(0.9)));
    report.add(
        ReportedFigure.of("sink.heap_ratio", 1.25, Unit.RATIO, "heap")
            .withGoal(FigureGoal.atMost(1.2)));
    report.add(ReportedFigure.of("sink.rows_per_s", 50_123.4, Unit.PER_SECOND, "rows"));

    // When
    JsonNode json = new ObjectMapper().readTree(report.json());

    // Then
    assertThat(json.at("/circumstances/cpus").textValue()).isEqualTo("2");
    JsonNode copy = json.at("/figures").get("sink.ratio_copy");
    assertThat(copy.get("value").doubleValue()).isEqualTo(0.93);
    assertThat(copy.get("unit").textValue()).isEqualTo("ratio");
    assertThat(copy.get("goal").textValue()).isEqualTo(">= 0.9");
    assertThat(copy.get("met").booleanValue()).isTrue();
    assertThat(copy.get("note").textValue()).isEqualTo("over COPY");
    assertThat(json.at("/figures").get("sink.heap_ratio").get("met").booleanValue()).isFalse();
    JsonNode rows = json.at("/figures").get("sink.rows_per_s");
    assertThat(rows.get("value").doubleValue()).isEqualTo(50_123.4);
    assertThat(rows.has("goal")).isFalse();
    assertThat(rows.has("met")).isFalse();
  }

  @Test
  void whatCouldNotBeMeasuredIsNullMeetsNoGoalAndMakesTheReportIncomplete() throws IOException {
    // Given
    report.add(
        ReportedFigure.missing("producer.heap_ratio", Unit.RATIO, "ended with status 1")
            .withGoal(FigureGoal.atMost(1.2)));

    // When
    JsonNode figure =
        new ObjectMapper().readTree(report.json()).at("/figures").get("producer.heap_ratio");

    // Then
    assertThat(figure.get("value").isNull()).isTrue();
    assertThat(figure.get("met").booleanValue()).isFalse();
    assertThat(report.isComplete()).isFalse();
    assertThat(report.table()).contains("n/a").contains("ended with status 1").contains("MISSED");
  }

  @Test
  void aQuotientOfNothingIsNotMeasured() {
    // When
    ReportedFigure figure = ReportedFigure.of("x", 1 / 0.0, Unit.RATIO, "a over b");

    // Then
    assertThat(figure.value()).isEmpty();
  }

  @Test
  void theTableHasOneLineForEachFigureInTheOrderOfTheRun() {
    // Given
    report.add(ReportedFigure.of("second.of_name", 1234567.8, Unit.PER_SECOND, "fast"));
    report.add(
        ReportedFigure.of("a.ratio", 0.5, Unit.RATIO, "half").withGoal(FigureGoal.atLeast(0.5)));

    // When
    String table = report.table();

    // Then
    assertThat(table)
        .isEqualTo(
            """
            figure              value  unit   goal         what
            second.of_name  1,234,568  /s                  fast
            a.ratio             0.500  ratio  >= 0.5  met  half
            """);
  }

  @Test
  void twoFiguresOfOneNameAreRefused() {
    // Given
    report.add(ReportedFigure.of("a", 1, Unit.COUNT, ""));

    // When, Then
    assertThatThrownBy(() -> report.add(ReportedFigure.of("a", 2, Unit.COUNT, "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a");
  }
}
