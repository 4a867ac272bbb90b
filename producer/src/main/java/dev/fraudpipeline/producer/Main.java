package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.command.StageCommands;
import dev.fraudpipeline.common.command.check.AddressCheck;
import dev.fraudpipeline.common.command.check.CheckTable;
import dev.fraudpipeline.common.command.check.KafkaCheck;
import dev.fraudpipeline.common.command.check.OptionsCheck;
import dev.fraudpipeline.common.command.check.ReplayCheck;
import dev.fraudpipeline.common.command.check.TopicRequirement;
import dev.fraudpipeline.common.command.replay.RecordRestorer;
import dev.fraudpipeline.common.command.replay.ReplayPlan;
import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.lifecycle.ProcessDefaults;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.producer.command.AnswerRestorer;
import dev.fraudpipeline.producer.command.JournalCheck;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The producer's command line, from its arguments to the process's status. */
public final class Main {
  private Main() {}

  /** Runs the producer until SIGTERM or SIGINT, or a command. */
  public static void main(String[] args) {
    ProcessDefaults.set();
    int status = run(args, System.getenv(), new StopSignal(), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs the producer until the signal is raised, or a command; gives the process's status.
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
            Producer.NAME,
            "Polls the payments API and writes each payment to topic_1.",
            ProducerConfig.ALL,
            environment);
    new StageCommands(commandLine, out, err)
        .check(ProducerConfig.ALL, Main::checks)
        .replay(
            Producer.NAME,
            "Reads anew what the producer rejected, and sends it to topic_1, once.",
            KafkaOptions.TOPIC_1,
            ProducerConfig.JOURNAL,
            journal -> Producer.NAME,
            Main::restorer);
    return commandLine.run(args, options -> Producer.run(ProducerConfig.from(options), stop));
  }

  private static CheckTable checks(Options options) {
    ProducerConfig config = ProducerConfig.from(options);
    KafkaClients kafka = new KafkaClients(config.kafka());
    String topic1 = config.get(KafkaOptions.TOPIC_1);
    return new CheckTable()
        .add("settings", new OptionsCheck(options, ProducerConfig.ALL, config.kafka()))
        .add(
            "Kafka",
            new KafkaCheck(
                kafka,
                config.get(KafkaOptions.TOPIC_PARTITIONS),
                List.of(TopicRequirement.write(topic1), TopicRequirement.rejectedOf(topic1)),
                Optional.empty(),
                Optional.empty()))
        .add(
            "payments API",
            new AddressCheck(
                "API",
                config.get(ProducerConfig.API_URL),
                "an answer is a payment, and given only once"))
        .add(
            "journal",
            new JournalCheck(
                config.get(ProducerConfig.JOURNAL),
                Journal.roomFor(config.get(ProducerConfig.API_MAX_BODY))))
        .add("replay", new ReplayCheck(kafka, topic1, ReplayPlan.transactionalId(Producer.NAME)));
  }

  private static RecordRestorer restorer(ReplayPlan plan, Path journal) {
    return new AnswerRestorer(
        plan.topic(),
        new RejectedRecords(plan.topic(), Producer.NAME, Clock.systemUTC()),
        new OversizedRecords(journal));
  }
}
