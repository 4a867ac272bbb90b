package dev.fraudpipeline.sandbox.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * The samples of one answer of {@code /metrics}, by their series as it is printed. Immutable.
 *
 * @param values such as {@code fraud_sink_rejected_total{code="bad_value"}} to 3
 */
public record MetricSamples(Map<String, Double> values) {

  public MetricSamples {
    values = Map.copyOf(values);
  }

  /** Reads Prometheus's text format; comments and what is no sample are passed over. */
  static MetricSamples parse(String text) {
    Map<String, Double> values = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && line.lastIndexOf(' ') > 0)
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              values.put(line.substring(0, end), number(line.substring(end + 1)));
            });
    return new MetricSamples(values);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The sum over a metric's series, whatever their labels; empty where there is none. */
  public OptionalDouble sum(String name) {
    return sum(series -> series.equals(name) || series.startsWith(name + "{"));
  }

  /**
   * The sum over those of a metric's series that have this label.
   *
   * @param label as it is printed: {@code code="bad_value"}
   */
  public OptionalDouble sum(String name, String label) {
    return sum(series -> series.startsWith(name + "{") && series.contains(label));
  }

  private OptionalDouble sum(Predicate<String> which) {
    return values.entrySet().stream()
        .filter(sample -> which.test(sample.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .reduce(Double::sum);
  }
}
