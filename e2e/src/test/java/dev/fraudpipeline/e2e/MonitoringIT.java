package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/**
 * Dashboard and alert rules ask for what the daemons serve: a metric that is renamed must not leave
 * a panel empty, or an alert that never fires.
 */
@Timeout(300)
final class MonitoringIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final Path DOCKER = Path.of("..", "docker");

  /** A metric of ours, and what is asked of its labels. */
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:fraud|jvm|process)_[a-z_]+)(?:\\{([^}]*)\\})?");

  private static final Pattern EQUALS = Pattern.compile("(\\w+)(=|!=)\"([^\"]*)\"");
  private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");

  /** What Prometheus itself puts on a sample. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  @TempDir static Path folder;

  /** A line for each sample of all three daemons, after payments have gone through. */
  private static List<String> samples;

  @BeforeAll
  static void scrapeAllThree() throws Exception {
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder.resolve("api")).withCallsPerMinute(0).withPayments(200);
    try (Pipeline pipeline = new Pipeline(folder, EmbeddedServers.in(folder), options)) {
      List<String> daemons = List.of("producer", "predictor", "sink");
      daemons.forEach(pipeline::startWithMetrics);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> pipeline.stored().size() == 200);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                samples = daemons.stream().flatMap(daemon -> scrape(pipeline, daemon)).toList();
                // The backlog is known a little later than the first payment.
                assertThat(samples).anyMatch(line -> line.startsWith("fraud_sink_backlog_records"));
                assertThat(samples)
                    .anyMatch(line -> line.startsWith("fraud_predictor_backlog_records"));
              });
    }
  }

  private static Stream<String> scrape(Pipeline pipeline, String daemon) {
    URI uri = URI.create("http://127.0.0.1:" + pipeline.metricsPort(daemon) + "/metrics");
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new AssertionError(daemon + " serves no metrics", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void eachDaemonTellsTheVersionThatItsJarWasBuiltAs() throws Exception {
    String version =
        XPathFactory.newInstance()
            .newXPath()
            .evaluate(
                "/*[local-name()='project']/*[local-name()='version']",
                new InputSource(Path.of("..", "pom.xml").toUri().toString()));
    assertThat(version).isNotBlank();

    for (String daemon : List.of("producer", "predictor", "sink")) {
      assertThat(samples)
          .contains("fraud_build_info{daemon=\"%s\",version=\"%s\"} 1".formatted(daemon, version));
    }
  }

  @Test
  void theDashboardAsksForWhatIsServed() throws IOException {
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(DOCKER.resolve("grafana/dashboards/fraud-pipeline.json").toFile());
    List<String> questions = dashboard.at("/panels").findValuesAsText("expr");

    assertThat(questions).hasSizeGreaterThan(40);
    assertServed(questions);
  }

  @Test
  void theAlertRulesAskForWhatIsServed() throws IOException {
    JsonNode rules = new YAMLMapper().readTree(DOCKER.resolve("prometheus/alerts.yml").toFile());
    List<String> questions = rules.at("/groups/0/rules").findValuesAsText("expr");

    assertThat(questions).hasSizeGreaterThan(10);
    assertServed(questions);
  }

  @Test
  void theDashboardsSourceIsTheOneThatIsProvisioned() throws IOException {
    JsonNode source =
        new YAMLMapper()
            .readTree(DOCKER.resolve("grafana/provisioning/datasources/prometheus.yml").toFile());
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(DOCKER.resolve("grafana/dashboards/fraud-pipeline.json").toFile());
    String uid = source.at("/datasources/0/uid").textValue();

    for (JsonNode panel : dashboard.at("/panels")) {
      if (!panel.at("/type").textValue().equals("row")) {
        assertThat(panel.at("/datasource/uid").textValue())
            .as(panel.at("/title").textValue())
            .isEqualTo(uid);
      }
    }
  }

  @Test
  void theOperatorsBookExplainsEveryAlert() throws IOException {
    JsonNode rules = new YAMLMapper().readTree(DOCKER.resolve("prometheus/alerts.yml").toFile());
    String book = Pages.read(Pages.OPERATIONS);

    for (String alert : rules.at("/groups/0/rules").findValuesAsText("alert")) {
      assertThat(book).contains("| `" + alert + "` |");
    }
  }

  private static void assertServed(List<String> questions) {
    for (String question : questions) {
      Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
      List<MatchResult> selectors = SELECTOR.matcher(question).results().toList();
      for (MatchResult selector : selectors) {
        List<String> served = samplesOf(selector.group(1));
        assertThat(served).as("%s, asked for by: %s", selector.group(1), question).isNotEmpty();
        served.forEach(sample -> labels.addAll(labels(sample)));
        if (selector.group(2) != null) {
          assertLabelsServed(selector.group(2), served, question);
        }
      }
      if (!selectors.isEmpty()) {
        BY.matcher(question)
            .results()
            .flatMap(by -> Arrays.stream(by.group(1).split(",\\s*")))
            .forEach(label -> assertThat(labels).as(question).contains(label));
      }
    }
  }

  private static void assertLabelsServed(String asked, List<String> served, String question) {
    List<MatchResult> conditions = EQUALS.matcher(asked).results().toList();
    assertThat(conditions).as("conditions on labels in: %s", question).isNotEmpty();
    for (MatchResult condition : conditions) {
      String pair = condition.group(1) + "=\"" + condition.group(3) + "\"";
      assertThat(served)
          .as("%s, asked for by: %s", pair, question)
          .anyMatch(sample -> sample.contains("{" + pair) || sample.contains("," + pair));
    }
  }

  private static List<String> samplesOf(String metric) {
    return samples.stream()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .toList();
  }

  private static Set<String> labels(String sample) {
    return EQUALS
        .matcher(sample)
        .results()
        .map(label -> label.group(1))
        .collect(Collectors.toSet());
  }
}
