package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.batch.CopyRows;
import dev.fraudpipeline.sink.batch.RefusedRow;
import dev.fraudpipeline.sink.batch.ScoredPayment;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import dev.fraudpipeline.sink.write.BisectingWriter;
import dev.fraudpipeline.sink.write.WriteTimeout;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A new, empty table in a real database, which tests fill as the sink does, without Kafka. */
public final class StoredPayments implements AutoCloseable {
  private final String name;
  private final Connection connection;
  private final PaymentTable table;
  private final WriteTimeout timeout = new WriteTimeout(Duration.ofSeconds(30));
  private final BisectingWriter writer;
  private final CopyRows rows = new CopyRows(100);

  public StoredPayments(SandboxPostgres postgres, String name) throws Exception {
    this.name = name;
    this.connection = new Database(DatabaseUrl.parse(postgres.address())).open();
    execute("DROP TABLE IF EXISTS " + name);
    this.table = new PaymentTable(new TableName(Optional.empty(), name));
    new TableSetup(table).prepare(connection);
    this.writer = new BisectingWriter(table, timeout);
  }

  /** Stores what these documents hold, in one batch; gives those that the table refused. */
  public List<RefusedRow> store(Stream<String> documents) throws SQLException {
    PaymentParser parser = new PaymentParser();
    rows.clear();
    documents
        .map(document -> (Payment) parser.readOne(document.getBytes(UTF_8)))
        .map(payment -> ScoredPayment.of(payment, new RecordHeaders()))
        .forEach(rows::add);
    return writer.writeBisecting(connection, rows);
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    connection.commit();
  }

  /** The first column of the result, as text. */
  public List<String> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      connection.commit();
      return values;
    }
  }

  public Connection connection() {
    return connection;
  }

  public String name() {
    return name;
  }

  @Override
  public void close() throws SQLException {
    timeout.close();
    connection.close();
  }
}
