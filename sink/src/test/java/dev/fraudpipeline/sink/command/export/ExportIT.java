package dev.fraudpipeline.sink.command.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sandbox.api.CsvText;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sink.CommandLine;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.Psql;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.StoredPayments;
import dev.fraudpipeline.sink.table.TableName;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The export, from a real database and to a real S3 server; to that one as the real jar does it.
 */
@ExtendWith(SharedServers.class)
class ExportIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);
  private static final Path JAR = Path.of("target", "sink.jar").toAbsolutePath();

  private static final Path TRAINING_ROWS = Path.of("../../shared/data/training-rows.csv");

  private static final String HEADER =
      ",trans_date_trans_time,cc_num,merchant,category,amt,first,last,gender,street,city,state,"
          + "zip,lat,long,city_pop,job,dob,trans_num,unix_time,merch_lat,merch_long,is_fraud";

  private static SandboxPostgres postgres;

  @TempDir private Path folder;
  private StoredPayments payments;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
  }

  @BeforeEach
  void fillTable() throws Exception {
    payments = new StoredPayments(postgres, "exported");
    String later =
        Predictions.message("later", 0)
            .replace("2020-06-21 12:14:25", "2020-07-01 00:00:00")
            .replace("1592741665", "1593561600")
            .replace("33.9659", "34")
            .replace("\"M\"", "null");
    payments.store(
        Stream.of(Predictions.message("undecided", 1), Predictions.message("fraud", 0), later));
    payments.execute("UPDATE exported SET fraud_confirmed = 1 WHERE trans_num = 'fraud'");
    payments.execute("UPDATE exported SET fraud_confirmed = 0 WHERE trans_num = 'later'");
  }

  @AfterEach
  void disconnect() throws Exception {
    payments.close();
  }

  @Test
  void whatHasAVerdictIsExportedAsTheTrainingSetSpellsIt() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("validated.csv"), "yesterday's");

    // When
    CommandLine export = run("export", "--output", file());

    // Then
    assertThat(export.status()).as(export.err()).isZero();
    assertThat(Files.readString(file))
        .isEqualTo(
            HEADER
                + """

                0,2020-06-21 12:14:25,4992346398065154184,fraud_Kirlin and Sons,personal_care,\
                60.10,Jo,"O'Brien ""x""\",M,351 Darlene Green,Columbia,SC,29209,33.9659,-80.9355,\
                333497,Mechanical engineer,1968-03-19,fraud,1592741665,33.986391,-81.200714,1
                1,2020-07-01 00:00:00,4992346398065154184,fraud_Kirlin and Sons,personal_care,\
                60.10,Jo,"O'Brien ""x""\",,351 Darlene Green,Columbia,SC,29209,34.0,-80.9355,\
                333497,Mechanical engineer,1968-03-19,later,1593561600,33.986391,-81.200714,0
                """);
    assertThat(export.err()).isEqualTo("2 rows exported to " + file() + "\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("validated.csv");
    }
  }

  @Test
  void sinceLimitsByTheTimeOfThePayment() throws Exception {
    // When
    CommandLine export = run("export", "--output", file(), "--since", "2020-07-01");

    // Then
    assertThat(export.status()).as(export.err()).isZero();
    assertThat(Files.readAllLines(folder.resolve("validated.csv")))
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(1)).startsWith("0,2020-07-01 00:00:00,"));
  }

  @Test
  void standardOutputGetsTheSame() throws Exception {
    // When
    CommandLine export = run("export", "--output", "-");

    // Then
    assertThat(export.status()).isZero();
    assertThat(export.out().lines()).hasSize(3).startsWith(HEADER);
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothingAndFails() throws Exception {
    // When
    CommandLine export = run("export", "--output", folder + "/missing/validated.csv");

    // Then
    assertThat(export.status()).isEqualTo(1);
    assertThat(export.err()).contains("/missing/validated.csv: NoSuchFileException");
  }

  @Test
  void theOldFileStaysUntilTheNewOneIsWhole() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("validated.csv"), "yesterday's");
    Psql psql = new Psql(postgres);
    try (Connection other = psql.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE exported");

      // When
      CompletableFuture<CommandLine> export = exportInBackground();
      psql.awaitSinkSession("wait_event_type = 'Lock'");

      // Then
      assertThat(file).hasContent("yesterday's");
      assertThat(files())
          .hasSize(2)
          .anyMatch(name -> name.matches("\\.validated\\.csv\\.\\d+\\.part"));
      other.rollback();
      assertThat(export.get(1, TimeUnit.MINUTES).status()).isZero();
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
    assertThat(files()).containsExactly("validated.csv");
  }

  @Test
  void anExportThatBreaksOffLeavesTheOldFile() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("validated.csv"), "yesterday's");
    Psql psql = new Psql(postgres);
    try (Connection other = psql.connect();
        Connection administrator = psql.connectAsSuperuser();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE exported");
      CompletableFuture<CommandLine> export = exportInBackground();
      psql.awaitSinkSession("wait_event_type = 'Lock'");

      // When
      Psql.endSinkSessions(administrator);

      // Then
      CommandLine ended = export.get(1, TimeUnit.MINUTES);
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.err()).matches("PostgreSQL at .* \\(SQLSTATE (57P01|08006)\\)\n");
      payments = new StoredPayments(postgres, "unused");
    }
    assertThat(file).hasContent("yesterday's");
    assertThat(files()).containsExactly("validated.csv");
  }

  private CompletableFuture<CommandLine> exportInBackground() {
    return CompletableFuture.supplyAsync(() -> run("export", "--output", file()));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::getFileName).map(Path::toString).toList();
    }
  }

  /** More rows than lie in any buffer, so that the first are read long before the last are sent. */
  @Test
  void verdictsThatComeMeanwhileAreNotInIt() throws Exception {
    // Given
    int rows = 50_000;
    payments.execute("TRUNCATE exported");
    payments.execute(
        "INSERT INTO exported (trans_num, unix_time, street, is_fraud, fraud_confirmed)"
            + " SELECT 't' || i, i, repeat('x', 200), 1, 0 FROM generate_series(1, %d) i"
                .formatted(rows));
    AtomicBoolean changed = new AtomicBoolean();
    List<String> written = new ArrayList<>();
    Psql psql = new Psql(postgres);
    OutputStream reader =
        new OutputStream() {
          @Override
          public void write(int oneByte) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            if (!changed.getAndSet(true)) {
              try {
                psql.execute("UPDATE exported SET fraud_confirmed = 1");
              } catch (SQLException e) {
                throw new IOException(e);
              }
            }
            written.add(new String(bytes, from, count, UTF_8));
          }
        };

    // When
    try (OutputStream out = new BufferedOutputStream(reader, 1 << 16)) {
      new ValidatedCsv(new TableName(Optional.empty(), "exported"), Optional.empty())
          .write(payments.connection(), out, count -> {});
    }

    // Then
    assertThat(String.join("", written).lines().skip(1))
        .hasSize(rows)
        .allMatch(line -> line.endsWith(",0"));
    assertThat(psql.ask("SELECT min(fraud_confirmed) FROM exported")).isEqualTo("1");
  }

  @Test
  void whoWatchesOnATerminalSeesProgress() throws Exception {
    // Given
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(script), "no script(1) here, which makes a terminal");
    payments.execute(
        "INSERT INTO exported (trans_num, unix_time, fraud_confirmed)"
            + " SELECT 't' || i, i, 0 FROM generate_series(1, 2500) i");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    // When
    ProcessBuilder builder =
        new ProcessBuilder(
                script.toString(),
                "-qec",
                "%s -XX:TieredStopAtLevel=1 -jar %s export --output %s"
                    .formatted(java, JAR, file()),
                "/dev/null")
            .redirectErrorStream(true);
    builder.environment().put("DATABASE_URL", postgres.address());
    builder.environment().put("SINK_TABLE", "exported");
    Process process = builder.start();
    process.getOutputStream().close();
    String seen = new String(process.getInputStream().readAllBytes(), UTF_8);

    // Then
    assertThat(process.waitFor()).as(seen).isZero();
    assertThat(seen).contains("\r1000 rows \r2000 rows \r2502 rows exported to " + file());
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingIsTouched() throws Exception {
    assertThat(run("export").status()).isEqualTo(2);
    assertThat(run("export", "--output", "s3://bucket").status()).isEqualTo(2);
    assertThat(run("export", "--output", "a.csv", "--since", "2020-02-30").status()).isEqualTo(2);
  }

  /** So that the export can be appended to the training set as it is. */
  @Test
  void trainingRowsComeBackByteForByte() throws Exception {
    // Given
    assumeTrue(Files.exists(TRAINING_ROWS), "no training rows here");
    List<String> rows = Files.readAllLines(TRAINING_ROWS);
    assertThat(rows.get(0)).isEqualTo(HEADER);
    payments.execute("TRUNCATE exported");
    payments.store(
        CsvText.records(Files.readString(TRAINING_ROWS)).stream().skip(1).map(ExportIT::document));
    payments.execute("UPDATE exported SET fraud_confirmed = is_fraud, is_fraud = 1 - is_fraud");

    // When
    CommandLine export = run("export", "--output", file());

    // Then
    assertThat(export.status()).as(export.err()).isZero();
    List<String> exported = Files.readAllLines(folder.resolve("validated.csv"));
    assertThat(exported).hasSameSizeAs(rows);
    for (int i = 1; i < rows.size(); i++) {
      String renumbered = (i - 1) + rows.get(i).substring(rows.get(i).indexOf(','));
      assertThat(exported.get(i)).isEqualTo(renumbered);
    }
  }

  @Test
  void appendedToTheTrainingSetItIsOneTableOfTheSameTypes() throws Exception {
    // Given
    assumeTrue(Files.exists(TRAINING_ROWS), "no training rows here");
    List<List<String>> training = CsvText.records(Files.readString(TRAINING_ROWS));

    // When
    CommandLine export = run("export", "--output", file());

    // Then
    assertThat(export.status()).as(export.err()).isZero();
    List<List<String>> exported =
        CsvText.records(Files.readString(folder.resolve("validated.csv")));
    assertThat(exported.get(0)).isEqualTo(training.get(0));
    List<List<String>> both = new ArrayList<>(training);
    both.addAll(exported.subList(1, exported.size()));
    assertThat(both).allMatch(row -> row.size() == training.get(0).size());
    for (int column = 0; column < training.get(0).size(); column++) {
      assertThat(type(both, column))
          .as(training.get(0).get(column))
          .isEqualTo(type(training, column));
    }
  }

  /** What a reader of CSV files takes a column for; an empty field can be anything. */
  private static String type(List<List<String>> table, int column) {
    Set<String> types = new TreeSet<>();
    for (List<String> row : table.subList(1, table.size())) {
      String value = row.get(column);
      if (value.matches("-?\\d+")) {
        types.add("integer");
      } else if (value.matches("-?\\d+\\.\\d+")) {
        types.add("number");
      } else if (value.matches("\\d{4}-\\d\\d-\\d\\d( \\d\\d:\\d\\d:\\d\\d)?")) {
        types.add("time of " + value.length() + " characters");
      } else if (!value.isEmpty()) {
        types.add("text");
      }
    }
    return types.toString();
  }

  /** A record of the training set as a message of topic_2. */
  private static String document(List<String> values) {
    StringBuilder json = new StringBuilder("{");
    for (Column column : Column.ALL) {
      String value = values.get(column.position() + 1).replace("\"", "\\\"");
      String quote = column.type().isQuoted() ? "\"" : "";
      json.append(column.position() == 0 ? "\"" : ",\"").append(column.columnName());
      json.append("\":").append(quote).append(value).append(quote);
    }
    return json.append('}').toString();
  }

  @Test
  void anS3ObjectIsUploaded() throws Exception {
    // Given
    try (LoopbackS3 store = new LoopbackS3();
        S3Client s3 = client(store)) {
      s3.createBucket(request -> request.bucket("training"));

      // When
      int status = runWithS3(store, "s3://training/daily/validated.csv");
      int refused = runWithS3(store, "s3://no-such-bucket/validated.csv");

      // Then
      assertThat(status).as(log()).isZero();
      String object =
          s3.getObjectAsBytes(request -> request.bucket("training").key("daily/validated.csv"))
              .asString(UTF_8);
      assertThat(object.lines()).hasSize(3).startsWith(HEADER);
      assertThat(refused).isEqualTo(1);
      assertThat(log()).contains("s3://no-such-bucket/validated.csv: the store refuses it: NoSuch");
    }
  }

  private String file() {
    return folder.resolve("validated.csv").toString();
  }

  private static S3Client client(LoopbackS3 store) {
    System.setProperty("aws.region", "eu-central-1");
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(store.endpoint())
        .forcePathStyle(true)
        .build();
  }

  private int runWithS3(LoopbackS3 store, String url) throws InterruptedException {
    return run(
        command("export", "--output", url)
            .environment("AWS_ENDPOINT_URL_S3", store.endpoint().toString())
            .environment("AWS_REGION", "eu-central-1")
            .environment("AWS_ACCESS_KEY_ID", "key")
            .environment("AWS_SECRET_ACCESS_KEY", "secret"));
  }

  private CommandLine run(String... arguments) {
    return CommandLine.run(
        Map.of("DATABASE_URL", postgres.address(), "SINK_TABLE", "exported"), arguments);
  }

  private JarCommand command(String... arguments) {
    return JarCommand.of(JAR, folder.resolve("log"))
        .arguments(arguments)
        .jvmOptions("-XX:TieredStopAtLevel=1")
        .environment("DATABASE_URL", postgres.address())
        .environment("SINK_TABLE", "exported");
  }

  private static int run(JarCommand command) throws InterruptedException {
    try (JarProcess process = JarProcess.start(command)) {
      OptionalInt status = process.awaitEnd(DEFINITELY_TOO_SLOW);
      return status.orElseThrow();
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
