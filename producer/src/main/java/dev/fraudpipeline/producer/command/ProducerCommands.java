package dev.fraudpipeline.producer.command;

import dev.fraudpipeline.common.command.check.AddressCheck;
import dev.fraudpipeline.common.command.check.CheckTable;
import dev.fraudpipeline.common.command.check.KafkaCheck;
import dev.fraudpipeline.common.command.check.OptionsCheck;
import dev.fraudpipeline.common.command.check.ReplayCheck;
import dev.fraudpipeline.common.command.check.TopicRequirement;
import dev.fraudpipeline.common.command.replay.ReplayCommand;
import dev.fraudpipeline.common.command.replay.ReplayOptions;
import dev.fraudpipeline.common.command.replay.ReplayPlan;
import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.producer.Main;
import dev.fraudpipeline.producer.ProducerConfig;
import dev.fraudpipeline.producer.ProducerSettings;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What the producer's jar can do beside running. */
public final class ProducerCommands {
  private static final String REPLAY_ID = Main.NAME + "-rejected-replay";

  private ProducerCommands() {}

  /** Adds them; they print what they were asked for to {@code out}, and all else to {@code err}. */
  public static DaemonCommandLine addTo(
      DaemonCommandLine commandLine, PrintStream out, PrintStream err) {
    return commandLine
        .command(
            "check",
            "Tells what works and what does not, and changes nothing.",
            ProducerSettings.ALL,
            settings -> check(settings, out))
        .command(
            "replay",
            "Reads anew what the producer rejected, and sends it to topic_1, once.",
            ReplayOptions.settings(KafkaOptions.TOPIC_1, ProducerSettings.JOURNAL),
            settings -> replay(settings, out, err));
  }

  private static int check(Options settings, PrintStream out) {
    ProducerConfig config = ProducerConfig.from(settings);
    KafkaClients kafka = new KafkaClients(config.kafka());
    return new CheckTable()
        .add("settings", new OptionsCheck(settings, ProducerSettings.ALL, config.kafka()))
        .add(
            "Kafka",
            new KafkaCheck(
                kafka,
                config.topicPartitions(),
                List.of(
                    TopicRequirement.write(config.topic1()),
                    TopicRequirement.rejectedOf(config.topic1())),
                Optional.empty(),
                Optional.empty()))
        .add(
            "payments API",
            new AddressCheck("API", config.apiUrl(), "an answer is a payment, and given only once"))
        .add("journal", new JournalCheck(config.journal(), Journal.roomFor(config.maxBody())))
        .add("replay", new ReplayCheck(kafka, config.topic1(), REPLAY_ID))
        .run(out);
  }

  private static int replay(Options settings, PrintStream out, PrintStream err) {
    ReplayPlan plan = ReplayPlan.from(settings, Main.NAME, KafkaOptions.TOPIC_1);
    Path journal = settings.get(ProducerSettings.JOURNAL);
    settings.throwIfInvalid();
    AnswerRestorer restorer =
        new AnswerRestorer(
            plan.topic(),
            new RejectedRecords(plan.topic(), Main.NAME, Clock.systemUTC()),
            new OversizedRecords(journal));
    return new ReplayCommand(plan, REPLAY_ID, restorer, out, err).run();
  }
}
