package dev.fraudpipeline.common.metrics;

import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.common.settings.Settings;
import java.util.Optional;

/**
 * Where a daemon's metrics and health are served; nowhere, unless a port is given.
 *
 * @param port of TCP, from 1; 0 is any free one
 */
public record MetricsSettings(String host, int port) {
  public static final Setting<Integer> PORT =
      Setting.of(
          "--metrics-port",
          "METRICS_PORT",
          Rules.integer(1, 65_535),
          "Port of /metrics, /health/live and /health/ready; nothing listens where it is not given.");

  public static final Setting<String> HOST =
      Setting.of(
              "--metrics-host",
              "METRICS_HOST",
              Rules.text(),
              "Address that METRICS_PORT listens on; 0.0.0.0 is every one.")
          .orElse("127.0.0.1");

  /** Reads both; empty where no port is given. */
  public static Optional<MetricsSettings> read(Settings settings) {
    String host = settings.get(HOST);
    return settings.find(PORT).map(port -> new MetricsSettings(host, port));
  }
}
