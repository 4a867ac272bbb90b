package dev.fraudpipeline.common.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shape of a line is a contract: {@code tail -F predictor.log | grep ALARM}. */
class ProcessDefaultsTest {

  /** Logs one alarm and one line below the level; run in a process of its own. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      ProcessDefaults.set();
      Logger alarm = LoggerFactory.getLogger("ALARM");
      alarm.warn("fraud trans_num={}", "t");
      alarm.debug("not shown");
      LoggerFactory.getLogger("org.apache.kafka.clients.Metadata").info("not shown");
    }
  }

  /** Persian, Arabic, Marathi and others have digits of their own; Thai has a calendar. */
  @ParameterizedTest
  @ValueSource(strings = {"ja-JP", "fa-IR", "ar-EG", "mr-IN", "my-MM", "th-TH", "tr-TR"})
  void aLineHasTimeInUtcThenLevelLoggerAndMessage(String language)
      throws IOException, InterruptedException {
    // Given: a machine far from UTC
    Locale locale = Locale.forLanguageTag(language);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=Asia/Tokyo",
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();

    // When
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    // Then
    assertThat(process.waitFor()).isZero();
    assertThat(output)
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN ALARM - fraud trans_num=t\\R");
  }
}
