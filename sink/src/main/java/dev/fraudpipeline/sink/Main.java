package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.daemon.Daemon;
import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.kafka.Topics;
import dev.fraudpipeline.common.log.Logging;
import dev.fraudpipeline.common.settings.CommandLineInterface;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableSetup;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sink's command line. */
public final class Main {
  private static final String NAME = "sink";

  private Main() {}

  /** Runs the sink until SIGTERM or SIGINT. */
  public static void main(String[] args) {
    Logging.setUp();
    int status = run(args, System.getenv(), new StopSignal());
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs the sink until the signal is raised; gives the process's status. */
  static int run(String[] args, Map<String, String> environment, StopSignal stop) {
    return new CommandLineInterface(
            NAME, "Drains topic_2 into PostgreSQL.", SinkSettings.ALL, environment)
        .run(args, settings -> run(SinkConfig.from(settings), stop));
  }

  private static int run(SinkConfig config, StopSignal stop) {
    // Not before the log is set up.
    Logger log = LoggerFactory.getLogger(Main.class);
    log.info("{} begins: {}", NAME, config.inEffect());
    config.kafka().logWarnings(log);
    Topics topics = new Topics(config.kafka(), config.partitions(), stop);
    Database database = new Database(config.database());
    TableSetup table = new TableSetup(new PaymentTable(config.table()));
    return new Daemon(NAME, stop).run(() -> new SinkSession(config, database, table, topics, stop));
  }
}
