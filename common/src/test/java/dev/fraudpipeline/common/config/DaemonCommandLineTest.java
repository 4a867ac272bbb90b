package dev.fraudpipeline.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonCommandLineTest {
  private static final Option<String> BATCH_SIZE =
      Option.of("--batch-size", "BATCH_SIZE", OptionRules.text(), "Rows, or a share as 50%.")
          .orElse("50%");

  private static final Option<String> TOPIC =
      Option.of("--topic", "TOPIC", OptionRules.topic(), "Topic to read.");

  private static final Option<String> TOKEN =
      Option.secret("MODEL_TOKEN", OptionRules.text(), "Bearer token, 100% secret.");

  private static final Option<String> TRANS_NUM =
      Option.parameter("TRANS_NUM", OptionRules.text(), "The payment.");

  private static final Option<Integer> VERDICT =
      Option.parameter("1|0", OptionRules.integer(0, 1), "The verdict.");

  private static final Option<String> AT = Option.option("--at", OptionRules.text(), "Its time.");

  private static final Option<Boolean> CHANGE = Option.flag("--change", "Overwrite a verdict.");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private PrintStream stdout;
  private PrintStream stderr;

  @BeforeEach
  void capture() {
    stdout = System.out;
    stderr = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void theDaemonsStatusIsTheProcesss() {
    int status =
        run(
            Map.of("TOPIC", "variable"),
            settings -> {
              assertThat(settings.get(TOPIC)).isEqualTo("option");
              assertThat(settings.get(BATCH_SIZE)).isEqualTo("50%");
              settings.throwIfInvalid();
              return 7;
            },
            "--topic",
            "option");

    assertThat(status).isEqualTo(7);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--topic=a", "--topic a", "--topic=-1", "--topic=a=b"})
  void anOptionAndItsValueAreOneOrTwoArguments(String line) {
    String[] arguments = line.split(" ", -1);

    run(
        Map.of(),
        settings -> {
          assertThat(settings.find(TOPIC.notShown())).isNotNull();
          return 0;
        },
        arguments);

    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void helpListsEverySettingWithVariableAndDefault() {
    // When
    int status = run(Map.of("MODEL_TOKEN", "hunter2"), DaemonCommandLineTest::notToBeRun, "--help");

    // Then
    assertThat(status).isZero();
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(out.toString(UTF_8))
        .contains("java -jar predictor.jar")
        .contains("Scores payments.")
        .contains("--batch-size")
        .contains("Rows, or a share as 50%.")
        .contains("BATCH_SIZE. Default: 50%")
        .contains("--topic")
        .contains("TOPIC.")
        .contains("MODEL_TOKEN        Bearer token, 100% secret.")
        .contains("--version")
        .doesNotContain("--model-token", "hunter2");
  }

  @Test
  void versionNamesTheDaemon() {
    assertThat(run(Map.of(), DaemonCommandLineTest::notToBeRun, "--version")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("predictor ");
    assertThat(out.toString(UTF_8).lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--password=hunter2",
        "--password hunter2",
        "--password=x\nhunter2",
        "-phunter2",
        "hunter2",
        "hunter2 --topic a",
        "--topic a hunter2",
        "--topic a --topic hunter2",
        "--help=hunter2",
        "--topic --model-token=hunter2",
      })
  void whatIsNoOptionIsRefusedAndItsValueNotRepeated(String line) {
    // When
    int status = run(Map.of(), DaemonCommandLineTest::notToBeRun, line.split(" ", -1));

    // Then
    assertThat(status).isEqualTo(2);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8))
        .startsWith("predictor: ")
        .contains("--help")
        .doesNotContain("hunter2", "\tat ");
  }

  @Test
  void anUnknownOptionIsNamed() {
    run(Map.of(), DaemonCommandLineTest::notToBeRun, "--pasword=hunter2");

    assertThat(err.toString(UTF_8).lines().findFirst())
        .contains("predictor: unknown option --pasword");
  }

  @Test
  void anOptionWithoutItsValueIsNamed() {
    assertThat(run(Map.of(), DaemonCommandLineTest::notToBeRun, "--topic")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("--topic");
  }

  @Test
  void anOptionThatAnotherFollowsInsteadOfItsValueIsNamed() {
    int status = run(Map.of(), DaemonCommandLineTest::notToBeRun, "--topic", "-3s");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .contains(
            "predictor: option --topic needs a value, and something like an option follows it");
  }

  @Test
  void mistakesInSettingsAreALineEach() {
    // When
    int status =
        run(
            Map.of(),
            settings -> {
              settings.get(TOPIC);
              settings.problem("A and B contradict each other");
              settings.throwIfInvalid();
              return 0;
            });

    // Then
    assertThat(status).isEqualTo(DaemonCommandLine.EXIT_BAD_SETTINGS).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "predictor: TOPIC (--topic) must be given: Topic to read.",
            "predictor: A and B contradict each other");
  }

  @Test
  void aCommandReadsItsParametersItsFlagsAndWhatStandsBeforeIt() {
    // When
    int status =
        confirming(
            settings -> {
              assertThat(settings.get(TRANS_NUM)).isEqualTo("3cb5");
              assertThat(settings.get(VERDICT)).isEqualTo(1);
              assertThat(settings.get(CHANGE)).isTrue();
              assertThat(settings.find(AT)).isEmpty();
              assertThat(settings.get(TOPIC)).isEqualTo("a");
              settings.throwIfInvalid();
              return 5;
            },
            "--topic",
            "a",
            "confirm",
            "3cb5",
            "1",
            "--change");

    // Then
    assertThat(status).isEqualTo(5);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aFlagThatIsNotGivenIsFalse() {
    int status = confirming(settings -> settings.get(CHANGE) ? 1 : 0, "confirm", "3cb5", "1");

    assertThat(status).isZero();
  }

  @Test
  void mistakesOfACommandNameItsParameters() {
    // When
    int status =
        confirming(
            settings -> {
              settings.get(TRANS_NUM);
              settings.get(VERDICT);
              settings.throwIfInvalid();
              return 0;
            },
            "confirm",
            "3cb5");

    // Then
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly("predictor: 1|0 must be given: The verdict.");
  }

  @Test
  void helpListsTheCommandsAndEachHasItsOwn() {
    // When
    confirming(DaemonCommandLineTest::notToBeRun, "--help");
    confirming(DaemonCommandLineTest::notToBeRun, "confirm", "--help");

    // Then
    assertThat(out.toString(UTF_8))
        .contains("Commands (each has --help):")
        .contains("confirm  Records a verdict.")
        .contains("java -jar predictor.jar confirm")
        .contains("TRANS_NUM", "1|0", "--change", "--at=VALUE");
  }

  @Test
  void anUnknownOptionOfACommandPointsToItsHelp() {
    int status = confirming(DaemonCommandLineTest::notToBeRun, "confirm", "--chnage");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "predictor: unknown option --chnage", "Try: java -jar predictor.jar confirm --help");
  }

  @Test
  void anUnknownCommandPointsToThoseThereAre() {
    int status = confirming(DaemonCommandLineTest::notToBeRun, "hunter2");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "predictor: there is an argument that belongs to no option and is no command: these are"
                + " confirm",
            "Try: java -jar predictor.jar --help");
  }

  private static int confirming(ToIntFunction<Options> action, String... arguments) {
    return new DaemonCommandLine("predictor", "Scores payments.", List.of(TOPIC), Map.of())
        .command("confirm", "Records a verdict.", List.of(TRANS_NUM, VERDICT, AT, CHANGE), action)
        .run(arguments, DaemonCommandLineTest::notToBeRun);
  }

  private static int run(
      Map<String, String> environment, ToIntFunction<Options> daemon, String... arguments) {
    return new DaemonCommandLine(
            "predictor", "Scores payments.", List.of(BATCH_SIZE, TOPIC, TOKEN), environment)
        .run(arguments, daemon);
  }

  private static int notToBeRun(Options settings) {
    throw new AssertionError("the daemon must not run, but did with " + settings.find(TOPIC));
  }
}
