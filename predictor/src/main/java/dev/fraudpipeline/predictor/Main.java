package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.command.StageCommands;
import dev.fraudpipeline.common.command.check.AddressCheck;
import dev.fraudpipeline.common.command.check.CheckTable;
import dev.fraudpipeline.common.command.check.KafkaCheck;
import dev.fraudpipeline.common.command.check.OptionsCheck;
import dev.fraudpipeline.common.command.check.ReplayCheck;
import dev.fraudpipeline.common.command.check.TopicRequirement;
import dev.fraudpipeline.common.command.replay.MessageRestorer;
import dev.fraudpipeline.common.command.replay.ReplayPlan;
import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.lifecycle.ProcessDefaults;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.predictor.command.ModelCheck;
import dev.fraudpipeline.predictor.model.ModelClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The predictor's command line, from its arguments to the process's status. */
public final class Main {
  /** Two such answers, one after the other, fit into a check's limit. */
  private static final Duration MODEL_PATIENCE = Duration.ofSeconds(8);

  private Main() {}

  /** Runs the predictor until SIGTERM or SIGINT, or a command. */
  public static void main(String[] args) {
    ProcessDefaults.set();
    int status = run(args, System.getenv(), new StopSignal(), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs the predictor until the signal is raised, or a command; gives the process's status.
   *
   * @param out where commands print what they were asked for
   * @param err where they print all else
   */
  static int run(
      String[] args,
      Map<String, String> environment,
      StopSignal stop,
      PrintStream out,
      PrintStream err) {
    DaemonCommandLine commandLine =
        new DaemonCommandLine(
            Predictor.NAME,
            "Scores payments of topic_1, raises fraud alarms and writes topic_2.",
            PredictorConfig.ALL,
            environment);
    new StageCommands(commandLine, out, err)
        .check(PredictorConfig.ALL, Main::checks)
        .replay(
            Predictor.NAME,
            "Sends what the predictor rejected to topic_1 again, once.",
            KafkaOptions.TOPIC_1,
            PredictorConfig.PREDICTOR_GROUP,
            group -> group,
            // Whether the model takes it now is the model's to say.
            (plan, group) -> new MessageRestorer(plan, payment -> Optional.empty()));
    return commandLine.run(args, options -> Predictor.run(PredictorConfig.from(options), stop));
  }

  private static CheckTable checks(Options options) {
    PredictorConfig config = PredictorConfig.from(options);
    KafkaClients kafka = new KafkaClients(config.kafka());
    String topic1 = config.get(KafkaOptions.TOPIC_1);
    String group = config.get(PredictorConfig.PREDICTOR_GROUP);
    CheckTable table =
        new CheckTable()
            .add("settings", new OptionsCheck(options, PredictorConfig.ALL, config.kafka()))
            .add(
                "Kafka",
                new KafkaCheck(
                    kafka,
                    config.get(KafkaOptions.TOPIC_PARTITIONS),
                    List.of(
                        TopicRequirement.read(topic1),
                        TopicRequirement.write(config.get(KafkaOptions.TOPIC_2)),
                        TopicRequirement.rejectedOf(topic1)),
                    Optional.of(group),
                    Optional.of(config.transactionalId())))
            .add(
                "model",
                new ModelCheck(
                    config.get(PredictorConfig.MODEL_URL),
                    config.get(PredictorConfig.MODEL_FEATURES),
                    impatientModel(config),
                    kafka,
                    topic1))
            .add("replay", new ReplayCheck(kafka, topic1, ReplayPlan.transactionalId(group)));
    config
        .find(PredictorConfig.ALARM_WEBHOOK_URL)
        .ifPresent(
            url ->
                table.add(
                    "webhook", new AddressCheck("webhook", url, "it would be taken for an alarm")));
    return table;
  }

  private static ModelClient impatientModel(PredictorConfig config) {
    Duration timeout = config.get(PredictorConfig.MODEL_TIMEOUT);
    return new ModelClient(
        timeout.compareTo(MODEL_PATIENCE) < 0 ? timeout : MODEL_PATIENCE,
        config.find(PredictorConfig.MODEL_TOKEN),
        config.get(PredictorConfig.MODEL_FEATURES));
  }
}
