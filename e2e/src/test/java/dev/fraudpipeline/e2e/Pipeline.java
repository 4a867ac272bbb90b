package dev.fraudpipeline.e2e;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.fault.FreePorts;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.TypedFrame;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The whole pipeline: API and model run in this process, Kafka and PostgreSQL wherever the test
 * says, and the three daemons as the jars that users start.
 */
final class Pipeline implements AutoCloseable {
  /** The model of these tests: an amount above it is a fraud. */
  static final double LIMIT = 200;

  private final Path folder;
  private final Servers servers;
  private final ModelServer model;
  private final PaymentsApi api;
  private final Map<String, JarProcess> daemons = new LinkedHashMap<>();
  private final Map<String, Integer> metricsPorts = new HashMap<>();

  /**
   * @param servers closed with the pipeline
   */
  Pipeline(Path folder, Servers servers, PaymentsApi.Options options) throws IOException {
    this.folder = folder;
    this.servers = servers;
    this.model = ModelServer.start(ModelServer.Options.defaults(), Pipeline::expensiveIsFraud);
    this.api = PaymentsApi.start(options);
    Files.writeString(clientProperties(), "bootstrap.servers=" + servers.brokers() + "\n");
  }

  private static Object expensiveIsFraud(TypedFrame frame) {
    double[] amounts = frame.doubles(Column.AMT);
    return IntStream.range(0, frame.size()).map(i -> amounts[i] > LIMIT ? 1 : 0).toArray();
  }

  PaymentsApi api() {
    return api;
  }

  /** Starts a daemon: producer, predictor or sink. */
  JarProcess start(String daemon) {
    return start(daemon, JarCommand.of(jar(daemon), log(daemon)));
  }

  /** The same, and has it serve its metrics. */
  JarProcess startWithMetrics(String daemon) {
    int port = FreePorts.free();
    metricsPorts.put(daemon, port);
    return start(
        daemon,
        JarCommand.of(jar(daemon), log(daemon)).environment("METRICS_PORT", String.valueOf(port)));
  }

  /** Where a daemon serves its metrics that was started so. */
  int metricsPort(String daemon) {
    return metricsPorts.get(daemon);
  }

  private JarProcess start(String daemon, JarCommand bare) {
    JarCommand command =
        bare.folder(folder)
            .jvmOptions("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .environment("KAFKA_CONFIG", clientProperties().toString());
    JarProcess process =
        JarProcess.start(
            switch (daemon) {
              case "producer" ->
                  command
                      .environment("PAYMENTS_API_URL", api.address() + "?n=5")
                      .environment(
                          "PRODUCER_JOURNAL", folder.resolve("producer-journal").toString())
                      .arguments("--poll-interval", "50ms");
              case "predictor" ->
                  command
                      .environment("MODEL_URL", model.address())
                      .environment("INSTANCE_ID", "e2e")
                      .arguments("--model-name", "expensive");
              default -> command.environment("DATABASE_URL", servers.databaseUrl());
            });
    daemons.put(daemon, process);
    return process;
  }

  /** The daemon that was started last under this name. */
  JarProcess daemon(String daemon) {
    return daemons.get(daemon);
  }

  private Path clientProperties() {
    return folder.resolve("client.properties");
  }

  /** Where a daemon logs; it lives through restarts. */
  Path log(String daemon) {
    return folder.resolve(daemon + ".log");
  }

  /** The jar that the build made, beside this module. */
  static Path jar(String daemon) {
    Path jar = Path.of("..", daemon, "target", daemon + ".jar").toAbsolutePath().normalize();
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: build the whole project first");
    }
    return jar;
  }

  /** What the API has served, a payment each. */
  List<PaymentId> served() {
    try {
      return ServedLog.read(api.servedLog()).stream()
          .map(served -> new PaymentId(served.transNum(), served.unixTime()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table's rows as text, by column; empty as long as there is no table. */
  List<Map<String, String>> rows() throws SQLException {
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      List<Map<String, String>> rows = new ArrayList<>();
      if (!hasTable(statement)) {
        return rows;
      }
      ResultSet result = statement.executeQuery("select * from transactions order by id");
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns; i++) {
          row.put(result.getMetaData().getColumnName(i), result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static boolean hasTable(Statement statement) throws SQLException {
    try (ResultSet found = statement.executeQuery("select to_regclass('transactions')")) {
      return found.next() && found.getString(1) != null;
    }
  }

  /** The identities of the table's rows. */
  List<PaymentId> stored() throws SQLException {
    return rows().stream()
        .map(row -> new PaymentId(row.get("trans_num"), Long.parseLong(row.get("unix_time"))))
        .collect(Collectors.toList());
  }

  @Override
  public void close() {
    daemons.values().forEach(JarProcess::close);
    api.close();
    model.close();
    servers.close();
  }
}
