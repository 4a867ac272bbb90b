package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRule;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.payment.RejectionCode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rejected records are replayed, and how.
 *
 * @param codes their codes; empty for all
 * @param since when they were rejected at the earliest; empty for all
 * @param rate records in a second, at most
 * @param mostReplays what has so many replays behind it is left where it is
 * @param again whether what was replayed before is replayed once more
 * @param dryRun whether nothing is sent
 */
public record ReplayOptions(
    Set<String> codes,
    Optional<Instant> since,
    int rate,
    int mostReplays,
    boolean again,
    boolean dryRun) {

  static final Option<Set<String>> CODE =
      Option.option(
          "--code",
          ReplayOptions::codes,
          "Only what was rejected with this rejected_code, or one of several, separated by"
              + " commas.");

  static final Option<Instant> SINCE =
      Option.option(
          "--since",
          text -> since(text, Clock.systemUTC()),
          "Only what was rejected from then on: yyyy-MM-dd, also with HH:mm:ss, in UTC, or how long"
              + " ago, such as 90m or 24h.");

  static final Option<Integer> RATE =
      Option.option("--rate", OptionRules.integer(1, 100_000), "Records in a second, at most.")
          .orElse("1000");

  static final Option<Integer> MOST_REPLAYS =
      Option.option(
              "--most-replays",
              OptionRules.integer(1, 1_000),
              "What came back so often is left where it is.")
          .orElse("3");

  static final Option<Boolean> AGAIN =
      Option.flag("--again", "Replay also what was replayed before, as after a topic was lost.");

  static final Option<Boolean> DRY_RUN =
      Option.flag("--dry-run", "Send nothing: only say what would be replayed.");

  private static final List<Option<?>> OWN =
      List.of(CODE, SINCE, RATE, MOST_REPLAYS, AGAIN, DRY_RUN);

  private static final OptionRule<Duration> AGO =
      OptionRules.duration(Duration.ofSeconds(1), Duration.ofDays(3_650));

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  public ReplayOptions {
    codes = Set.copyOf(codes);
  }

  /**
   * All that a stage's command reads, in the order of {@code --help}.
   *
   * @param ofStage what it reads beside these options and where Kafka is
   */
  public static List<Option<?>> of(Option<?>... ofStage) {
    List<Option<?>> all = new ArrayList<>(OWN);
    all.add(KafkaOptions.CONFIG);
    all.addAll(List.of(ofStage));
    all.add(KafkaOptions.SASL_USERNAME);
    all.add(KafkaOptions.SASL_PASSWORD);
    return all;
  }

  /** Values that were given; to be used once {@link Options#throwIfInvalid()} has not thrown. */
  public static ReplayOptions from(Options options) {
    Optional<Set<String>> codes = options.find(CODE);
    Optional<Instant> since = options.find(SINCE);
    Integer rate = options.get(RATE);
    Integer mostReplays = options.get(MOST_REPLAYS);
    return new ReplayOptions(
        codes.orElse(Set.of()),
        since,
        rate == null ? 1 : rate,
        mostReplays == null ? 1 : mostReplays,
        options.get(AGAIN),
        options.get(DRY_RUN));
  }

  private static Set<String> codes(String text) throws InvalidOptionException {
    List<String> known =
        Arrays.stream(RejectionCode.values()).map(RejectionCode::headerText).toList();
    Set<String> codes = new TreeSet<>();
    for (String code : text.split(",", -1)) {
      codes.add(code.strip());
    }
    if (!known.containsAll(codes)) {
      throw new InvalidOptionException("some of " + String.join(",", known));
    }
    return codes;
  }

  /** A time, or how long before now. */
  static Instant since(String text, Clock clock) throws InvalidOptionException {
    if (text.matches("\\d+[a-z]+")) {
      return clock.instant().minus(AGO.parse(text));
    }
    try {
      return LocalDateTime.parse(text.length() == 10 ? text + " 00:00:00" : text, TIME)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return instant(text);
    }
  }

  /** As the log spells times. */
  private static Instant instant(String text) throws InvalidOptionException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidOptionException(
          "a time in UTC as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, or how long ago, such as 90m or"
              + " 24h");
    }
  }

  /** Tells whether a record is meant, by the code and the time of its rejection. */
  boolean mean(RejectedRecord rejected) {
    return (codes.isEmpty() || codes.contains(rejected.code()))
        && since.map(from -> !rejected.at().isBefore(from)).orElse(true);
  }
}
