package dev.fraudpipeline.predictor.command;

import dev.fraudpipeline.common.command.check.AddressCheck;
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
import dev.fraudpipeline.predictor.Main;
import dev.fraudpipeline.predictor.PredictorConfig;
import dev.fraudpipeline.predictor.PredictorSettings;
import dev.fraudpipeline.predictor.model.ModelClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the predictor's jar can do beside running. */
public final class PredictorCommands {
  /** Two such answers, one after the other, fit into a check's limit. */
  private static final Duration MODEL_PATIENCE = Duration.ofSeconds(8);

  private PredictorCommands() {}

  /** Adds them; they print what they were asked for to {@code out}, and all else to {@code err}. */
  public static DaemonCommandLine addTo(
      DaemonCommandLine commandLine, PrintStream out, PrintStream err) {
    return commandLine
        .command(
            "check",
            "Tells what works and what does not, and changes nothing.",
            PredictorSettings.ALL,
            settings -> check(settings, out))
        .command(
            "replay",
            "Sends what the predictor rejected to topic_1 again, once.",
            ReplayOptions.settings(KafkaOptions.TOPIC_1, PredictorSettings.PREDICTOR_GROUP),
            settings -> replay(settings, out, err));
  }

  private static int check(Options settings, PrintStream out) {
    PredictorConfig config = PredictorConfig.from(settings, Main.hostAndSuffix());
    KafkaClients kafka = new KafkaClients(config.kafka());
    CheckTable table =
        new CheckTable()
            .add("settings", new OptionsCheck(settings, PredictorSettings.ALL, config.kafka()))
            .add(
                "Kafka",
                new KafkaCheck(
                    kafka,
                    config.topicPartitions(),
                    List.of(
                        TopicRequirement.read(config.topic1()),
                        TopicRequirement.write(config.topic2()),
                        TopicRequirement.rejectedOf(config.topic1())),
                    Optional.of(config.group()),
                    Optional.of(config.transactionalId())))
            .add("model", model(config, kafka))
            .add("replay", new ReplayCheck(kafka, config.topic1(), replayId(config.group())));
    config
        .alarmWebhook()
        .ifPresent(
            url ->
                table.add(
                    "webhook", new AddressCheck("webhook", url, "it would be taken for an alarm")));
    return table.run(out);
  }

  private static ModelCheck model(PredictorConfig config, KafkaClients kafka) {
    Duration patience =
        config.modelTimeout().compareTo(MODEL_PATIENCE) < 0
            ? config.modelTimeout()
            : MODEL_PATIENCE;
    return new ModelCheck(
        config.endpoints(),
        config.features(),
        new ModelClient(patience, config.modelToken(), config.features()),
        kafka,
        config.topic1());
  }

  private static int replay(Options settings, PrintStream out, PrintStream err) {
    ReplayPlan plan = ReplayPlan.from(settings, Main.NAME, KafkaOptions.TOPIC_1);
    String group = settings.get(PredictorSettings.PREDICTOR_GROUP);
    settings.throwIfInvalid();
    try (SourceTopic wholes = new SourceTopic(plan.kafka(), plan.topic())) {
      // Whether the model takes it now is the model's to say.
      MessageRestorer restorer =
          new MessageRestorer(plan.topic(), payment -> Optional.empty(), wholes);
      return new ReplayCommand(plan, replayId(group), restorer, out, err).run();
    }
  }

  /** Under the prefix that the predictors' own ids have, and so their rights. */
  private static String replayId(String group) {
    return group + "-rejected-replay";
  }
}
