package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LoggingSetup;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.sink.command.SinkCommands;
import dev.fraudpipeline.sink.command.export.ExportCommand;
import dev.fraudpipeline.sink.command.verdict.ConfirmCommand;
import dev.fraudpipeline.sink.command.verdict.PendingCommand;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseCommand;
import dev.fraudpipeline.sink.database.DatabaseOptions;
import dev.fraudpipeline.sink.database.DatabasePing;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sink's command line. */
public final class Main {
  public static final String NAME = "sink";

  private Main() {}

  /** Runs the sink until SIGTERM or SIGINT. */
  public static void main(String[] args) {
    LoggingSetup.setUp();
    int status = run(args, System.getenv(), new StopSignal());
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs the sink until the signal is raised; gives the process's status. */
  static int run(String[] args, Map<String, String> environment, StopSignal stop) {
    return run(args, environment, stop, System.out, System.err);
  }

  /**
   * The same.
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
    return SinkCommands.addTo(
            new DaemonCommandLine(
                NAME, "Drains topic_2 into PostgreSQL.", SinkSettings.ALL, environment),
            out,
            err)
        .command(
            "confirm",
            "Records an investigator's verdict on a payment.",
            SinkSettings.ofCommand(ConfirmCommand.SETTINGS),
            onTable(
                err,
                ConfirmCommand::from,
                (confirm, connection, table) -> confirm.run(connection, table, out, err)))
        .command(
            "pending",
            "Lists predicted frauds without a verdict, the newest first.",
            SinkSettings.ofCommand(PendingCommand.SETTINGS),
            onTable(
                err,
                PendingCommand::from,
                (pending, connection, table) -> pending.run(connection, table, out, err)))
        .command(
            "export",
            "Writes the payments that have a verdict as a CSV file for the next training.",
            SinkSettings.ofCommand(ExportCommand.SETTINGS),
            onTable(
                err,
                ExportCommand::from,
                (export, connection, table) ->
                    export.run(connection, table, environment, out, err)))
        .run(args, settings -> run(SinkConfig.from(settings), stop));
  }

  /** Reads a command, and does its work once all its settings are known to be right. */
  private static <C> ToIntFunction<Options> onTable(
      PrintStream err, Function<Options, C> reader, TableWork<C> work) {
    return settings -> {
      C command = reader.apply(settings);
      DatabaseUrl url = DatabaseOptions.read(settings);
      TableName table = settings.get(SinkSettings.TABLE);
      settings.throwIfInvalid();
      return new DatabaseCommand(new Database(url), err)
          .run(connection -> work.run(command, connection, table));
    };
  }

  private static int run(SinkConfig config, StopSignal stop) {
    try (Monitoring monitoring = Monitoring.start(NAME, config.metrics())) {
      return run(config, monitoring, stop);
    }
  }

  private static int run(SinkConfig config, Monitoring monitoring, StopSignal stop) {
    // Not before the log is set up.
    Logger log = LoggerFactory.getLogger(Main.class);
    log.info("{} begins: {}", NAME, config.inEffect());
    config.kafka().logWarnings(log);
    KafkaClients kafka = new KafkaClients(config.kafka());
    TopicCreator topics = new TopicCreator(kafka, config.partitions(), stop);
    Database database = new Database(config.database());
    TableSetup table = new TableSetup(new PaymentTable(config.table()));
    TopicReachability probe =
        new TopicReachability(kafka, config.topic(), Optional.of(config.group()));
    SinkMetrics metrics =
        new SinkMetrics(monitoring, config.topic(), probe::uncommitted, Clock.systemUTC());
    monitoring.watch(SinkMetrics.KAFKA, () -> probe);
    monitoring.watch(SinkMetrics.DATABASE, () -> new DatabasePing(new Database(config.database())));
    return new DaemonRunner(NAME, stop, metrics.clients())
        .run(() -> new SinkSession(config, kafka, database, table, topics, metrics, stop));
  }

  /** A command's work on the table. */
  @FunctionalInterface
  private interface TableWork<C> {
    int run(C command, Connection connection, TableName table) throws SQLException, IOException;
  }
}
