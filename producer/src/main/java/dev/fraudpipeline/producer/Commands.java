package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.check.AddressProbe;
import dev.fraudpipeline.common.check.CheckTable;
import dev.fraudpipeline.common.check.KafkaProbe;
import dev.fraudpipeline.common.check.SettingsProbe;
import dev.fraudpipeline.common.check.TopicNeed;
import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.replay.Replay;
import dev.fraudpipeline.common.replay.ReplayOptions;
import dev.fraudpipeline.common.replay.ReplayPlan;
import dev.fraudpipeline.common.settings.CommandLineInterface;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.producer.check.JournalProbe;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.Refused;
import dev.fraudpipeline.producer.replay.AnswerRestorer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What the producer's jar can do beside running. */
final class Commands {
  private static final String REPLAY_ID = Main.NAME + "-rejected-replay";

  private Commands() {}

  /** Adds them; they print what they were asked for to {@code out}, and all else to {@code err}. */
  static CommandLineInterface addTo(
      CommandLineInterface commandLine, PrintStream out, PrintStream err) {
    return commandLine
        .command(
            "check",
            "Tells what works and what does not, and changes nothing.",
            ProducerSettings.ALL,
            settings -> check(settings, out))
        .command(
            "replay",
            "Reads anew what the producer rejected, and sends it to topic_1, once.",
            ReplayOptions.settings(KafkaSettings.TOPIC_1, ProducerSettings.JOURNAL),
            settings -> replay(settings, out, err));
  }

  private static int check(Settings settings, PrintStream out) {
    ProducerConfig config = ProducerConfig.from(settings);
    return new CheckTable()
        .add("settings", new SettingsProbe(settings, ProducerSettings.ALL, config.kafka()))
        .add(
            "Kafka",
            new KafkaProbe(
                config.kafka(),
                config.topicPartitions(),
                List.of(TopicNeed.write(config.topic1()), TopicNeed.rejectedOf(config.topic1())),
                Optional.empty(),
                Optional.empty()))
        .add(
            "payments API",
            new AddressProbe("API", config.apiUrl(), "an answer is a payment, and given only once"))
        .add("journal", new JournalProbe(config.journal(), Journal.roomFor(config.maxBody())))
        .run(out);
  }

  private static int replay(Settings settings, PrintStream out, PrintStream err) {
    ReplayPlan plan = ReplayPlan.from(settings, Main.NAME, KafkaSettings.TOPIC_1);
    Path journal = settings.get(ProducerSettings.JOURNAL);
    settings.throwIfInvalid();
    AnswerRestorer restorer =
        new AnswerRestorer(
            plan.topic(),
            new RejectedRecords(plan.topic(), Main.NAME, Clock.systemUTC()),
            new Refused(journal));
    return new Replay(plan, REPLAY_ID, restorer, out, err).run();
  }
}
