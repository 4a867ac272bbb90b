package dev.fraudpipeline.sink.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fraudpipeline.common.schema.Column;
import dev.fraudpipeline.sandbox.api.Csv;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sink.CommandLine;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.StoredPayments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The export, from a real database and to a real S3 server; to that one as the real jar does it.
 */
class ExportIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);
  private static final Path JAR = Path.of("target", "sink.jar").toAbsolutePath();

  private static final Path TRAINING_ROWS = Path.of("../../shared/data/training-rows.csv");

  private static final String HEADER =
      ",trans_date_trans_time,cc_num,merchant,category,amt,first,last,gender,street,city,state,"
          + "zip,lat,long,city_pop,job,dob,trans_num,unix_time,merch_lat,merch_long,is_fraud";

  @TempDir private static Path data;
  private static SandboxPostgres postgres;

  @TempDir private Path folder;
  private StoredPayments payments;

  @BeforeAll
  static void startServer() {
    postgres = SandboxPostgres.start(data, 0);
  }

  @AfterAll
  static void stopServer() {
    postgres.close();
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
        Csv.parse(Files.readString(TRAINING_ROWS)).stream().skip(1).map(ExportIT::document));
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
