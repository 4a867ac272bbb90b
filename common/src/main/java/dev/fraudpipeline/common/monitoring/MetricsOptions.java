package dev.fraudpipeline.common.monitoring;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import java.util.List;
import java.util.Optional;

/**
 * Where a daemon's metrics and health are served; nowhere, unless a port is given.
 *
 * @param port of TCP, from 1; 0 is any free one
 */
public record MetricsOptions(String host, int port) {
  public static final Option<Integer> PORT =
      Option.of(
          "--metrics-port",
          "METRICS_PORT",
          OptionRules.integer(1, 65_535),
          "Port of /metrics, /health/live and /health/ready; nothing listens where it is not"
              + " given.");

  public static final Option<String> HOST =
      Option.of(
              "--metrics-host",
              "METRICS_HOST",
              OptionRules.text(),
              "Address that METRICS_PORT listens on; 0.0.0.0 is every one.")
          .orElse("127.0.0.1");

  /** Both of them. */
  public static final List<Option<?>> ALL = List.of(PORT, HOST);

  /** Reads both; empty where no port is given. */
  public static Optional<MetricsOptions> read(Options settings) {
    String host = settings.get(HOST);
    return settings.find(PORT).map(port -> new MetricsOptions(host, port));
  }
}
