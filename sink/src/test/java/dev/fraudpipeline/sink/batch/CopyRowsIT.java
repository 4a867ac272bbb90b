package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import dev.fraudpipeline.sink.write.BisectingWriter;
import dev.fraudpipeline.sink.write.WriteTimeout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What PostgreSQL makes of the rows as they are encoded and stored. */
@ExtendWith(SharedServers.class)
class CopyRowsIT {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private static SandboxPostgres postgres;

  private final PaymentTable table = new PaymentTable(new TableName(Optional.empty(), "payments"));
  private final WriteTimeout timeout = new WriteTimeout(Duration.ofSeconds(30));
  private final BisectingWriter writer = new BisectingWriter(table, timeout);
  private final CopyRows rows = new CopyRows(100);
  private Connection connection;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
  }

  @BeforeEach
  void makeTable() throws Exception {
    connection = new Database(DatabaseUrl.parse(postgres.address())).open();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS payments");
    }
    new TableSetup(table).prepare(connection);
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    timeout.close();
  }

  @Test
  void everyValueOfTheSchemaArrivesAsItWasSpelled() throws SQLException {
    // Given
    long seed = System.nanoTime();
    System.out.println("CopyRowsIT: seed " + seed);
    Random random = new Random(seed);
    List<Map<String, String>> expected = new ArrayList<>();
    List<ScoredPayment> payments = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Map<String, String> values = randomValues(random, i);
      expected.add(values);
      payments.add(payment(json(values)));
    }

    // When
    payments.forEach(rows::add);
    List<RefusedRow> refused = writer.writeBisecting(connection, rows);

    // Then
    assertThat(refused).isEmpty();
    List<Map<String, String>> stored =
        query(
            "SELECT trans_date_trans_time, cc_num, merchant, amt, zip, lat, dob, trans_num,"
                + " is_fraud FROM payments ORDER BY id");
    assertThat(stored).hasSameSizeAs(expected);
    for (int i = 0; i < stored.size(); i++) {
      assertSame(expected.get(i), stored.get(i));
    }
  }

  private static void assertSame(Map<String, String> expected, Map<String, String> stored) {
    for (String exact : List.of("trans_date_trans_time", "cc_num", "zip", "dob", "trans_num")) {
      assertThat(stored.get(exact)).as(exact).isEqualTo(expected.get(exact));
    }
    assertThat(stored.get("merchant")).isEqualTo(expected.get("merchant"));
    assertThat(stored.get("is_fraud")).isEqualTo(expected.get("is_fraud"));
    BigDecimal amount = new BigDecimal(expected.get("amt"));
    // A negative scale, as 1E+3 has, is 0 to PostgreSQL; and there is no negative zero.
    assertThat(stored.get("amt"))
        .as(expected.get("amt"))
        .isEqualTo(amount.setScale(Math.max(0, amount.scale())).toPlainString());
    assertThat(Double.parseDouble(stored.get("lat")))
        .as(expected.get("lat"))
        .isEqualTo(Double.parseDouble(expected.get("lat")));
  }

  private static Map<String, String> randomValues(Random random, int i) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            random.nextLong(-2_208_988_800L, 253_402_300_800L), 0, ZoneOffset.UTC);
    LocalDate dob = LocalDate.ofEpochDay(random.nextLong(-25_567, 2_932_897));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("trans_date_trans_time", TIMESTAMP.format(time));
    values.put("cc_num", Long.toString(random.nextLong() >> random.nextInt(64)));
    values.put("merchant", merchants().get(random.nextInt(merchants().size())));
    values.put("amt", amount(random));
    values.put("zip", Integer.toString(random.nextInt() >> random.nextInt(32)));
    values.put("lat", coordinate(random));
    values.put("dob", dob.toString());
    values.put("trans_num", "t" + i);
    values.put("is_fraud", Integer.toString(random.nextInt(2)));
    return values;
  }

  private static List<String> merchants() {
    return List.of("", "fraud_Kirlin and Sons", "a\tb\n\"c\" \\ /d", "Åsa 你好 😀", "\u0001\u001f");
  }

  /** At most 15 digits before the point and 10 behind it, in all spellings of JSON. */
  private static String amount(Random random) {
    BigDecimal number =
        new BigDecimal(
            new BigInteger(random.nextInt(1, 82), random)
                .mod(BigInteger.TEN.pow(random.nextInt(1, 25))),
            10);
    number = number.setScale(random.nextInt(11), java.math.RoundingMode.DOWN);
    if (random.nextInt(4) == 0) {
      number = number.negate();
    }
    return switch (random.nextInt(8)) {
      case 0 -> number.setScale(10, java.math.RoundingMode.DOWN).toString();
      case 1 -> random.nextInt(1, 999) + "e" + random.nextInt(-8, 12);
      case 2 -> "0";
      case 3 -> "0.00";
      default -> number.toPlainString();
    };
  }

  private static String coordinate(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Double.toString(random.nextDouble(-180, 180));
      case 1 -> BigDecimal.valueOf(random.nextInt(-1_800_000, 1_800_000), 4).toPlainString();
      case 2 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
      default -> Integer.toString(random.nextInt(-180, 180));
    };
  }

  private static String json(Map<String, String> values) {
    StringBuilder json = new StringBuilder("{");
    values.forEach(
        (name, value) -> {
          json.append(json.length() == 1 ? "" : ",").append('"').append(name).append("\":");
          switch (name) {
            case "trans_date_trans_time", "merchant", "dob", "trans_num" -> {
              json.append('"');
              value
                  .chars()
                  .forEach(
                      c -> {
                        if (c < ' ' || c == '"' || c == '\\') {
                          json.append(String.format("\\u%04x", c));
                        } else {
                          json.append((char) c);
                        }
                      });
              json.append('"');
            }
            default -> json.append(value);
          }
        });
    return json.append('}').toString();
  }

  private static ScoredPayment payment(String json) {
    ParsedRow row = new PaymentParser().readOne(json.getBytes(UTF_8));
    assertThat(row).as(json).isInstanceOf(Payment.class);
    return ScoredPayment.of((Payment) row, new RecordHeaders());
  }

  private List<Map<String, String>> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, String>> all = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getString(i));
        }
        all.add(row);
      }
      return all;
    }
  }
}
