package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkConfigTest {
  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void giveWhatMustBeGiven(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "bootstrap.servers=broker:9092\n");
    environment.put("KAFKA_CONFIG", file.toString());
    environment.put("DATABASE_URL", "postgres://me:secret@db/fraud");
  }

  @Test
  void namesAndDefaultsOfSettingsStayAsTheyAre() {
    assertThat(SinkConfig.ALL)
        .extracting(
            setting ->
                setting.option().orElse("-")
                    + " "
                    + setting.variable().orElse("-")
                    + " "
                    + setting.defaultText().orElse("-"))
        .containsExactly(
            "--config KAFKA_CONFIG client.properties",
            "--topic-1 TOPIC_1 topic_1",
            "--topic-2 TOPIC_2 topic_2",
            "--topic-partitions TOPIC_PARTITIONS 6",
            "--database-url DATABASE_URL -",
            "--table SINK_TABLE transactions",
            "--batch-size SINK_BATCH_SIZE 5000",
            "--batch-wait SINK_BATCH_WAIT 200ms",
            "--group SINK_GROUP sink",
            "--metrics-port METRICS_PORT -",
            "--metrics-host METRICS_HOST 127.0.0.1",
            "- SASL_USERNAME -",
            "- SASL_PASSWORD -",
            "- DATABASE_USER -",
            "- DATABASE_PASSWORD -");
  }

  @Test
  void theDefaultsMakeAConfiguration() {
    // When
    SinkConfig config = SinkConfig.from(new Options(options, environment));

    // Then
    assertThat(config.get(SinkConfig.BATCH_SIZE)).isEqualTo(5_000);
    assertThat(config.get(SinkConfig.BATCH_WAIT)).isEqualTo(Duration.ofMillis(200));
    assertThat(config.database().password()).contains("secret");
    assertThat(config)
        .hasToString(
            "brokers=broker:9092 topic=topic_2 partitions=6 group=sink database=db:5432/fraud"
                + " table=transactions batch_size=5000 batch_wait=200ms");
  }

  @Test
  void userAndPasswordComeFromTheirVariablesFirst() {
    // Given
    environment.put("DATABASE_USER", "you");
    environment.put("DATABASE_PASSWORD", "other");

    // When
    SinkConfig config = SinkConfig.from(new Options(options, environment));

    // Then
    assertThat(config.database().user()).isEqualTo(Optional.of("you"));
    assertThat(config.database().password()).isEqualTo(Optional.of("other"));
  }

  @Test
  void aPasswordInTheOptionIsRefusedAndTheVariableNamed() {
    // Given
    options.put("--database-url", "postgres://me:secret@db/fraud");

    // Then
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("--database-url must hold no password")
        .contains("DATABASE_PASSWORD")
        .doesNotContain("secret");
  }

  @Test
  void anOptionWithoutAPasswordIsFine() {
    // Given
    options.put("--database-url", "postgres://me@db/other");

    // When
    SinkConfig config = SinkConfig.from(new Options(options, environment));

    // Then
    assertThat(config.database()).hasToString("db:5432/other");
  }

  @Test
  void everyMistakeIsReportedAtOnce() {
    // Given
    environment.put("DATABASE_URL", "secret");
    environment.put("SINK_TABLE", "a b");
    environment.put("SINK_BATCH_SIZE", "lots");
    environment.put("SINK_BATCH_WAIT", "5");
    environment.put("SINK_GROUP", "a b");
    environment.put("KAFKA_CONFIG", "missing.properties");

    // Then
    assertThat(problems())
        .hasSize(6)
        .allSatisfy(problem -> assertThat(problem).doesNotContain("secret"))
        .anySatisfy(problem -> assertThat(problem).startsWith("DATABASE_URL (--database-url)"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "SINK_BATCH_SIZE (--batch-size) must be a whole number from 1 to 50000,"
                            + " but is \"lots\""));
  }

  @Test
  void settingsThatCannotWorkEndItWithStatusTwo() {
    // Given
    environment.remove("DATABASE_URL");

    // When
    int status = Main.run(new String[0], environment, new StopSignal(), System.out, System.err);

    // Then
    assertThat(status).isEqualTo(2);
  }

  private List<String> problems() {
    return catchThrowableOfType(
            InvalidConfigException.class, () -> SinkConfig.from(new Options(options, environment)))
        .problems();
  }
}
