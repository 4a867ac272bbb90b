package dev.fraudpipeline.sink.command;

import dev.fraudpipeline.common.command.check.CheckTable;
import dev.fraudpipeline.common.command.check.KafkaCheck;
import dev.fraudpipeline.common.command.check.OptionsCheck;
import dev.fraudpipeline.common.command.check.ReplayCheck;
import dev.fraudpipeline.common.command.check.TopicRequirement;
import dev.fraudpipeline.common.command.replay.MessageRestorer;
import dev.fraudpipeline.common.command.replay.ReplayCommand;
import dev.fraudpipeline.common.command.replay.ReplayOptions;
import dev.fraudpipeline.common.command.replay.ReplayPlan;
import dev.fraudpipeline.common.command.replay.SourceTopic;
import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.sink.Main;
import dev.fraudpipeline.sink.SinkConfig;
import dev.fraudpipeline.sink.SinkSettings;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.table.PaymentTable;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** What operators do with the sink's jar beside running it. */
public final class SinkCommands {
  private SinkCommands() {}

  /** Adds them; they print what they were asked for to {@code out}, and all else to {@code err}. */
  public static DaemonCommandLine addTo(
      DaemonCommandLine commandLine, PrintStream out, PrintStream err) {
    return commandLine
        .command(
            "check",
            "Tells what works and what does not, and changes nothing.",
            SinkSettings.ALL,
            settings -> check(settings, out))
        .command(
            "replay",
            "Sends what the sink rejected to topic_2 again, once.",
            ReplayOptions.settings(KafkaOptions.TOPIC_2, SinkSettings.GROUP),
            settings -> replay(settings, out, err));
  }

  private static int check(Options settings, PrintStream out) {
    SinkConfig config = SinkConfig.from(settings);
    KafkaClients kafka = new KafkaClients(config.kafka());
    return new CheckTable()
        .add("settings", new OptionsCheck(settings, SinkSettings.ALL, config.kafka()))
        .add(
            "Kafka",
            new KafkaCheck(
                kafka,
                config.partitions(),
                List.of(
                    TopicRequirement.read(config.topic()),
                    TopicRequirement.rejectedOf(config.topic())),
                Optional.of(config.group()),
                Optional.empty()))
        .add(
            "database",
            new TableCheck(new Database(config.database()), new PaymentTable(config.table())))
        .add("replay", new ReplayCheck(kafka, config.topic(), replayId(config.group())))
        .run(out);
  }

  private static int replay(Options settings, PrintStream out, PrintStream err) {
    ReplayPlan plan = ReplayPlan.from(settings, Main.NAME, KafkaOptions.TOPIC_2);
    String group = settings.get(SinkSettings.GROUP);
    settings.throwIfInvalid();
    try (SourceTopic wholes = new SourceTopic(plan.kafka(), plan.topic())) {
      // Whether the table takes it now is the table's to say.
      MessageRestorer restorer = new MessageRestorer(plan.topic(), PaymentBatch::objection, wholes);
      return new ReplayCommand(plan, replayId(group), restorer, out, err).run();
    }
  }

  private static String replayId(String group) {
    return group + "-rejected-replay";
  }
}
