package dev.fraudpipeline.benchmark.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Latencies of alarms, by the times at which the predictor's log says that it raised them. */
final class AlarmLatency {
  private static final Pattern ALARM =
      Pattern.compile("^(\\S+Z) WARN ALARM - fraud trans_num=\"?([0-9a-f]{32})\"? ");

  private AlarmLatency() {}

  /** The first alarm of each payment, in milliseconds since 1970 by trans_num. */
  static Map<String, Long> alarmMillis(Path log) throws IOException {
    Map<String, Long> alarms = new HashMap<>();
    if (Files.exists(log)) {
      new String(Files.readAllBytes(log), UTF_8)
          .lines()
          .map(ALARM::matcher)
          .filter(Matcher::find)
          .forEach(
              alarm ->
                  alarms.putIfAbsent(alarm.group(2), Instant.parse(alarm.group(1)).toEpochMilli()));
    }
    return alarms;
  }

  /**
   * Milliseconds that the pipeline adds to the model's own time, for each payment: from the
   * broker's append to the alarm line, without the request that held it. Clocks tick in
   * milliseconds, so each may be one off.
   *
   * @param appended milliseconds since 1970 by trans_num
   * @throws BenchmarkFailedException where a payment has no alarm or no request
   */
  static double[] overModel(
      Map<String, Long> appended, Map<String, Long> alarms, Map<String, Double> ownMillis)
      throws BenchmarkFailedException {
    double[] latencies = new double[appended.size()];
    int i = 0;
    for (Map.Entry<String, Long> payment : appended.entrySet()) {
      Long alarm = alarms.get(payment.getKey());
      Double own = ownMillis.get(payment.getKey());
      if (alarm == null || own == null) {
        throw new BenchmarkFailedException("a payment that was scored has no alarm");
      }
      latencies[i] = alarm - payment.getValue() - own;
      i++;
    }
    return latencies;
  }
}
