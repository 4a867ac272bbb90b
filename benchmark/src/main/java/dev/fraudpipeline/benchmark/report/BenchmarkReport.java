package dev.fraudpipeline.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.report.ReportedFigure.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of a run, in the order in which they were taken. Not thread-safe. */
public final class BenchmarkReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, ReportedFigure> figures = new LinkedHashMap<>();
  private final Map<String, String> circumstances = new LinkedHashMap<>();

  /** Notes under what circumstances the figures were taken. */
  void circumstance(String name, String value) {
    circumstances.put(name, value);
  }

  /**
   * Adds a figure.
   *
   * @throws IllegalArgumentException where there is one of that name
   */
  public void add(ReportedFigure figure) {
    if (figures.putIfAbsent(figure.name(), figure) != null) {
      throw new IllegalArgumentException("there are two figures called " + figure.name());
    }
  }

  /** Adds how many a second something did. */
  public void rate(String name, double perSecond, String note) {
    add(ReportedFigure.of(name, perSecond, Unit.PER_SECOND, note));
  }

  /** Adds what one rate is of another. */
  public void ratio(String name, double ratio, String note) {
    add(ReportedFigure.of(name, ratio, Unit.RATIO, note));
  }

  /** Adds what one rate is of another, and should at least be. */
  public void ratio(String name, double ratio, double goal, String note) {
    add(ReportedFigure.of(name, ratio, Unit.RATIO, note).withGoal(FigureGoal.atLeast(goal)));
  }

  /** Adds what a daemon had of real memory at the end of the runs that are paired. */
  public void resident(String name, long bytes) {
    double mebibytes = MemoryMeasurement.mebibytes(bytes);
    String note = "resident at the end of the last of those runs";
    add(ReportedFigure.of(name, mebibytes, Unit.MEBIBYTES, note));
  }

  /** True where every figure that was asked for could be measured, whatever it is. */
  public boolean isComplete() {
    return figures.values().stream().allMatch(figure -> figure.value().isPresent());
  }

  /** A table for people. */
  public String table() {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"figure", "value", "unit", "goal", "", "what"});
    for (ReportedFigure figure : figures.values()) {
      rows.add(
          new String[] {
            figure.name(),
            text(figure),
            figure.unit().spelling(),
            figure.goal().map(FigureGoal::toString).orElse(""),
            figure.met().map(met -> met ? "met" : "MISSED").orElse(""),
            figure.note()
          });
    }
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String pad = " ".repeat(widths[i] - row[i].length());
        line.append(i == 1 ? pad + row[i] : row[i] + pad).append("  ");
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  /**
   * {@code {"circumstances": {...}, "figures": {name: {"value": 0.93, "unit": "ratio", "goal": ">=
   * 0.9", "met": true, "note": "..."}}}}; a value that could not be measured is null.
   */
  public byte[] json() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    circumstances.forEach(root.putObject("circumstances")::put);
    ObjectNode all = root.putObject("figures");
    for (ReportedFigure figure : figures.values()) {
      ObjectNode node = all.putObject(figure.name());
      OptionalDouble value = figure.value();
      if (value.isPresent()) {
        node.put("value", value.getAsDouble());
      } else {
        node.putNull("value");
      }
      node.put("unit", figure.unit().spelling());
      figure.goal().ifPresent(goal -> node.put("goal", goal.toString()));
      figure.met().ifPresent(met -> node.put("met", met));
      node.put("note", figure.note());
    }
    return JSON.writeValueAsBytes(root);
  }

  private static String text(ReportedFigure figure) {
    return figure.value().isPresent()
        ? String.format(
            Locale.ROOT, "%,." + figure.unit().decimals() + "f", figure.value().getAsDouble())
        : "n/a";
  }
}
