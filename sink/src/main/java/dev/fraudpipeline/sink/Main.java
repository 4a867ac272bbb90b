package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.command.StageCommands;
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
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.command.TableCheck;
import dev.fraudpipeline.sink.command.export.ExportCommand;
import dev.fraudpipeline.sink.command.verdict.ConfirmCommand;
import dev.fraudpipeline.sink.command.verdict.PendingCommand;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseCommand;
import dev.fraudpipeline.sink.database.DatabaseOptions;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The sink's command line, from its arguments to the process's status. */
public final class Main {
  private Main() {}

  /** Runs the sink until SIGTERM or SIGINT, or a command. */
  public static void main(String[] args) {
    ProcessDefaults.set();
    int status = run(args, System.getenv(), new StopSignal(), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs the sink until the signal is raised, or a command; gives the process's status.
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
            Sink.NAME, "Drains topic_2 into PostgreSQL.", SinkConfig.ALL, environment);
    new StageCommands(commandLine, out, err)
        .check(SinkConfig.ALL, Main::checks)
        .replay(
            Sink.NAME,
            "Sends what the sink rejected to topic_2 again, once.",
            KafkaOptions.TOPIC_2,
            SinkConfig.GROUP,
            group -> group,
            // Whether the table takes it now is the table's to say.
            (plan, group) -> new MessageRestorer(plan, PaymentBatch::objection));
    return commandLine
        .command(
            "confirm",
            "Records an investigator's verdict on a payment.",
            SinkConfig.ofCommand(ConfirmCommand.SETTINGS),
            onTable(
                err,
                ConfirmCommand::from,
                (confirm, connection, table) -> confirm.run(connection, table, out, err)))
        .command(
            "pending",
            "Lists predicted frauds without a verdict, the newest first.",
            SinkConfig.ofCommand(PendingCommand.SETTINGS),
            onTable(
                err,
                PendingCommand::from,
                (pending, connection, table) -> pending.run(connection, table, out, err)))
        .command(
            "export",
            "Writes the payments that have a verdict as a CSV file for the next training.",
            SinkConfig.ofCommand(ExportCommand.SETTINGS),
            onTable(
                err,
                ExportCommand::from,
                (export, connection, table) ->
                    export.run(connection, table, environment, out, err)))
        .run(args, options -> Sink.run(SinkConfig.from(options), stop));
  }

  private static CheckTable checks(Options options) {
    SinkConfig config = SinkConfig.from(options);
    KafkaClients kafka = new KafkaClients(config.kafka());
    String topic2 = config.get(KafkaOptions.TOPIC_2);
    String group = config.get(SinkConfig.GROUP);
    return new CheckTable()
        .add("settings", new OptionsCheck(options, SinkConfig.ALL, config.kafka()))
        .add(
            "Kafka",
            new KafkaCheck(
                kafka,
                config.get(KafkaOptions.TOPIC_PARTITIONS),
                List.of(TopicRequirement.read(topic2), TopicRequirement.rejectedOf(topic2)),
                Optional.of(group),
                Optional.empty()))
        .add(
            "database",
            new TableCheck(
                new Database(config.database()), new PaymentTable(config.get(SinkConfig.TABLE))))
        .add("replay", new ReplayCheck(kafka, topic2, ReplayPlan.transactionalId(group)));
  }

  /** Reads a command, and does its work once all its settings are known to be right. */
  private static <C> ToIntFunction<Options> onTable(
      PrintStream err, Function<Options, C> reader, TableWork<C> work) {
    return settings -> {
      C command = reader.apply(settings);
      DatabaseUrl url = DatabaseOptions.read(settings);
      TableName table = settings.get(SinkConfig.TABLE);
      settings.throwIfInvalid();
      return new DatabaseCommand(new Database(url), err)
          .run(connection -> work.run(command, connection, table));
    };
  }

  /** A command's work on the table. */
  @FunctionalInterface
  private interface TableWork<C> {
    int run(C command, Connection connection, TableName table) throws SQLException, IOException;
  }
}
