package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.check.CheckTable;
import dev.fraudpipeline.common.check.KafkaProbe;
import dev.fraudpipeline.common.check.SettingsProbe;
import dev.fraudpipeline.common.check.TopicNeed;
import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.replay.MessageRestorer;
import dev.fraudpipeline.common.replay.Replay;
import dev.fraudpipeline.common.replay.ReplayOptions;
import dev.fraudpipeline.common.replay.ReplayPlan;
import dev.fraudpipeline.common.replay.SourceTopic;
import dev.fraudpipeline.common.settings.CommandLineInterface;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableProbe;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** What operators do with the sink's jar beside running it. */
final class Commands {
  private Commands() {}

  /** Adds them; they print what they were asked for to {@code out}, and all else to {@code err}. */
  static CommandLineInterface addTo(
      CommandLineInterface commandLine, PrintStream out, PrintStream err) {
    return commandLine
        .command(
            "check",
            "Tells what works and what does not, and changes nothing.",
            SinkSettings.ALL,
            settings -> check(settings, out))
        .command(
            "replay",
            "Sends what the sink rejected to topic_2 again, once.",
            ReplayOptions.settings(KafkaSettings.TOPIC_2, SinkSettings.GROUP),
            settings -> replay(settings, out, err));
  }

  private static int check(Settings settings, PrintStream out) {
    SinkConfig config = SinkConfig.from(settings);
    return new CheckTable()
        .add("settings", new SettingsProbe(settings, SinkSettings.ALL, config.kafka()))
        .add(
            "Kafka",
            new KafkaProbe(
                config.kafka(),
                config.partitions(),
                List.of(TopicNeed.read(config.topic()), TopicNeed.rejectedOf(config.topic())),
                Optional.of(config.group()),
                Optional.empty()))
        .add(
            "database",
            new TableProbe(new Database(config.database()), new PaymentTable(config.table())))
        .run(out);
  }

  private static int replay(Settings settings, PrintStream out, PrintStream err) {
    ReplayPlan plan = ReplayPlan.from(settings, Main.NAME, KafkaSettings.TOPIC_2);
    String group = settings.get(SinkSettings.GROUP);
    settings.throwIfInvalid();
    try (SourceTopic wholes = new SourceTopic(plan.kafka(), plan.topic())) {
      // Whether the table takes it now is the table's to say.
      MessageRestorer restorer = new MessageRestorer(plan.topic(), Batch::objection, wholes);
      return new Replay(plan, replayId(group), restorer, out, err).run();
    }
  }

  private static String replayId(String group) {
    return group + "-rejected-replay";
  }
}
