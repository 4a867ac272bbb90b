package dev.fraudpipeline.common.kafka;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Brokers that {@code bootstrap.servers} names, as {@code host:port}, separated by commas. Kafka's
 * clients pass over a protocol in front of them, and so does this.
 */
final class BrokerAddresses {
  private static final Pattern BROKER =
      Pattern.compile("\\s*(?:[\\w.%-]*://)?(\\[?[\\w.%:-]+]?:\\d{1,5})\\s*");

  private BrokerAddresses() {}

  /** Tells whether these properties name a broker at least, and each as it must be. */
  static boolean areIn(Map<String, String> properties) {
    return brokers(properties).allMatch(BROKER.asMatchPredicate());
  }

  /** Each as host and port alone, separated by commas; nothing of one that cannot be read. */
  static String bare(Map<String, String> properties) {
    return brokers(properties)
        .map(BROKER::matcher)
        .filter(Matcher::matches)
        .map(broker -> broker.group(1))
        .collect(Collectors.joining(","));
  }

  /** One at least, be it empty. */
  private static Stream<String> brokers(Map<String, String> properties) {
    String all = properties.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
    return Stream.of(all.split(",", -1));
  }
}
