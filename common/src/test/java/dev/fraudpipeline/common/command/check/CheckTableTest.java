package dev.fraudpipeline.common.command.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class CheckTableTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void whatWorksIsStatus0() {
    int status =
        new CheckTable()
            .add(
                "Kafka",
                findings -> {
                  findings.accept(CheckFinding.ok("topic topic_1", "6 partitions"));
                  findings.accept(CheckFinding.note("topic t", "keeps little"));
                })
            .run(out);

    assertThat(status).isZero();
    assertThat(printed())
        .isEqualTo(
            """

            Kafka
              ok      topic topic_1  6 partitions
              note    topic t        keeps little

            all works
            """);
  }

  @Test
  void oneThatFailsIsStatus1AndTheOthersAreToldAllTheSame() {
    int status =
        new CheckTable()
            .add("Kafka", findings -> findings.accept(CheckFinding.failed("Kafka", "away")))
            .add("model", findings -> findings.accept(CheckFinding.ok("model", "scores")))
            .run(out);

    assertThat(status).isEqualTo(1);
    assertThat(printed())
        .contains("  FAILED  Kafka  away\n", "  ok      model  scores\n", "1 of 2 does not work");
  }

  @Test
  void oneThatHangsIsCutOffAndKeepsWhatItHadFound() {
    // Given
    CountDownLatch never = new CountDownLatch(1);

    // When
    int status =
        new CheckTable(Duration.ofMillis(50))
            .add(
                "database",
                findings -> {
                  findings.accept(CheckFinding.ok("PostgreSQL", "there"));
                  never.await();
                })
            .run(out);

    // Then
    assertThat(status).isEqualTo(1);
    assertThat(printed())
        .contains("FAILED  database", "it hangs, or is too slow", "1 of 2 does not work");
  }

  @Test
  void aFaultOfAProbeIsToldWithoutItsMessage() {
    int status =
        new CheckTable()
            .add(
                "model",
                findings -> {
                  throw new IllegalStateException("cc_num 4855488158131690372");
                })
            .run(out);

    assertThat(status).isEqualTo(1);
    assertThat(printed())
        .contains("a fault of the check itself: IllegalStateException")
        .doesNotContain("4855488158131690372");
  }

  private String printed() {
    return bytes.toString(UTF_8).replace("\r\n", "\n");
  }
}
