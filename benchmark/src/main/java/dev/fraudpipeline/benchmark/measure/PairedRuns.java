package dev.fraudpipeline.benchmark.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A daemon and what it is measured beside, in turn, so that better and worse moments of the machine
 * come over both. The first runs are not counted: what the two share, such as the broker and its
 * compiler, is warm then for either. Which of the two goes first changes from pair to pair, so that
 * neither always finds what the other has left. Immutable.
 */
public final class PairedRuns {
  private final List<Double> daemon;
  private final List<Double> reference;

  /** One run, from a process's start to its end. */
  @FunctionalInterface
  public interface Measurement {
    /** Makes the run, and returns its rate. */
    double perSecond() throws BenchmarkFailedException, IOException, InterruptedException;
  }

  private PairedRuns(List<Double> daemon, List<Double> reference) {
    this.daemon = List.copyOf(daemon);
    this.reference = List.copyOf(reference);
  }

  /**
   * Measures.
   *
   * @param count of pairs that are counted
   */
  public static PairedRuns measure(int count, Measurement daemon, Measurement reference)
      throws BenchmarkFailedException, IOException, InterruptedException {
    // Once is not enough for the broker's compiler where requests are few and large, as a daemon's.
    daemon.perSecond();
    reference.perSecond();
    daemon.perSecond();
    List<Double> daemons = new ArrayList<>();
    List<Double> references = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i % 2 == 0) {
        daemons.add(daemon.perSecond());
        references.add(reference.perSecond());
      } else {
        references.add(reference.perSecond());
        daemons.add(daemon.perSecond());
      }
    }
    return new PairedRuns(daemons, references);
  }

  /** The median of the daemon's runs. */
  public double daemon() {
    return median(daemon);
  }

  /** The median of the others' runs. */
  public double reference() {
    return median(reference);
  }

  public double ratio() {
    return daemon() / reference();
  }

  /** Says of what the daemon's figure is the median. */
  public String daemonRuns() {
    return runs(daemon);
  }

  /** Says of what the other figure is the median. */
  public String referenceRuns() {
    return runs(reference);
  }

  /** Says of how many pairs the ratio is, and what they say each. */
  public String pairs() {
    List<String> ratios = new ArrayList<>();
    for (int i = 0; i < daemon.size(); i++) {
      ratios.add(String.format(Locale.ROOT, "%.2f", daemon.get(i) / reference.get(i)));
    }
    return "medians of " + ratios.size() + " pairs: " + String.join(", ", ratios);
  }

  private static double median(List<Double> runs) {
    return NearestRank.at(0.5, runs.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static String runs(List<Double> rates) {
    return rates.stream()
        .map(rate -> String.format(Locale.ROOT, "%,.0f", rate))
        .collect(Collectors.joining(" ", "median of " + rates.size() + ": ", ""));
  }
}
