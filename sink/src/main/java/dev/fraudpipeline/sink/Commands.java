package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.check.CheckTable;
import dev.fraudpipeline.common.check.KafkaProbe;
import dev.fraudpipeline.common.check.ReplayProbe;
import dev.fraudpipeline.common.check.SettingsProbe;
import dev.fraudpipeline.common.check.TopicNeed;
import dev.fraudpipeline.common.kafka.ClientKind;
import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.rejected.Rejection;
import dev.fraudpipeline.common.replay.MessageRestorer;
import dev.fraudpipeline.common.replay.Replay;
import dev.fraudpipeline.common.replay.ReplayOptions;
import dev.fraudpipeline.common.replay.SourceTopic;
import dev.fraudpipeline.common.schema.BadRow;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.common.schema.Row;
import dev.fraudpipeline.common.settings.CommandLineInterface;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableProbe;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        .add("replay", new ReplayProbe(config.kafka(), config.topic(), replayId(config.group())))
        .run(out);
  }

  private static int replay(Settings settings, PrintStream out, PrintStream err) {
    ClientProperties kafka =
        ClientProperties.read(settings, EnumSet.of(ClientKind.CONSUMER, ClientKind.PRODUCER));
    String topic2 = settings.get(KafkaSettings.TOPIC_2);
    String group = settings.get(SinkSettings.GROUP);
    ReplayOptions options = ReplayOptions.from(settings);
    settings.throwIfInvalid();
    try (SourceTopic wholes = new SourceTopic(kafka, topic2)) {
      MessageRestorer restorer = new MessageRestorer(topic2, objection(), wholes);
      return new Replay(kafka, Main.NAME, topic2, replayId(group), restorer, options, out, err)
          .run();
    }
  }

  private static String replayId(String group) {
    return group + "-rejected-replay";
  }

  /** What the sink rejects by itself; whether the table takes it now is the table's to say. */
  private static Function<byte[], Optional<Rejection>> objection() {
    PaymentReader reader = new PaymentReader();
    return value -> {
      Row row = reader.readOne(value);
      return row instanceof BadRow bad
          ? Optional.of(bad.rejection())
          : Batch.objection((Payment) row);
    };
  }
}
