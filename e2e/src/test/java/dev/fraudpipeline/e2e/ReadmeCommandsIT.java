package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.kafka.KafkaSecurity;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's lines of {@code check} and {@code replay}, run as they stand there by a Kafka user
 * who has the rights that it names and no others.
 */
@Timeout(600)
final class ReadmeCommandsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final Pattern COMMAND =
      Pattern.compile("scripts/run-(producer|predictor|sink)\\.sh (check|replay)(.*)");
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir private static Path folder;
  private static SandboxKafka kafka;
  private static SandboxPostgres postgres;
  private static ModelServer model;

  @BeforeAll
  static void start() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.in(Files.createDirectory(folder.resolve("tls")));
    kafka =
        SandboxKafka.start(
            folder.resolve("kafka"),
            0,
            new KafkaSecurity(
                authority.serverFor("ip:127.0.0.1"),
                CertificateAuthority.PASSWORD,
                Map.of("app", "correct")));
    postgres = SandboxPostgres.start(folder.resolve("postgres"), 0);
    model = ModelServer.start(ModelServer.Options.defaults());
    Files.writeString(
        folder.resolve("client.properties"),
        """
        bootstrap.servers=%s
        security.protocol=SASL_SSL
        sasl.mechanisms=PLAIN
        ssl.ca.location=%s
        """
            .formatted(kafka.address(), authority.certificate()));
    Path secrets =
        Files.writeString(
            folder.resolve("secrets.env"),
            """
            SASL_USERNAME='app'
            SASL_PASSWORD='correct'
            DATABASE_USER='%s'
            DATABASE_PASSWORD='%s'
            """
                .formatted(postgres.user(), postgres.password()));
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    grant();
  }

  private static void grant() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.directBootstrapServers()))) {
      List<NewTopic> topics =
          Stream.of("topic_1", "topic_2", "topic_1_rejected", "topic_2_rejected")
              .map(topic -> new NewTopic(topic, 1, (short) 1))
              .toList();
      admin.createTopics(topics).all().get();
      List<AclBinding> bindings = new ArrayList<>();
      for (NewTopic topic : topics) {
        bindings.add(allow(ResourceType.TOPIC, topic.name(), AclOperation.READ));
        bindings.add(allow(ResourceType.TOPIC, topic.name(), AclOperation.WRITE));
      }
      bindings.add(allow(ResourceType.GROUP, "predictor", AclOperation.READ));
      bindings.add(allow(ResourceType.GROUP, "sink", AclOperation.READ));
      for (String id : List.of("predictor-", "producer-rejected-replay", "sink-rejected-replay")) {
        bindings.add(allow(ResourceType.TRANSACTIONAL_ID, id, AclOperation.WRITE));
      }
      admin.createAcls(bindings).all().get();
    }
  }

  private static AclBinding allow(ResourceType type, String name, AclOperation operation) {
    PatternType exactly = name.endsWith("-") ? PatternType.PREFIXED : PatternType.LITERAL;
    return new AclBinding(
        new ResourcePattern(type, name, exactly),
        new AccessControlEntry("User:app", "*", operation, AclPermissionType.ALLOW));
  }

  @AfterAll
  static void stop() {
    model.close();
    postgres.close();
    kafka.close();
  }

  @Test
  void eachOfThemWorks() throws Exception {
    List<Matcher> commands = commands();
    assertThat(commands).hasSize(6);
    for (Matcher command : commands) {
      Process process = start(command);
      assertThat(process.waitFor(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
      String printed = Files.readString(folder.resolve("output"));
      if (command.group(2).equals("replay")) {
        assertThat(process.exitValue()).as(command.group() + "\n" + printed).isZero();
        assertThat(printed).containsPattern("0 (would be )?replayed to topic_[12]");
      } else if (command.group(1).equals("producer")) {
        // The public API need not be there.
        assertThat(printed).as(command.group()).contains("  ok      topic topic_1 ");
        assertThat(printed.lines().filter(line -> line.contains(" FAILED ")))
            .allMatch(line -> line.startsWith("  FAILED  API "));
      } else {
        assertThat(process.exitValue()).as(command.group() + "\n" + printed).isZero();
        assertThat(printed).contains("all works");
      }
      assertThat(printed).doesNotContain("correct");
    }
  }

  private static List<Matcher> commands() throws IOException {
    return Files.readAllLines(Path.of("..", "README.md")).stream()
        .map(COMMAND::matcher)
        .filter(Matcher::matches)
        .toList();
  }

  /** As it stands in the README, but for where this test's model and database are. */
  private static Process start(Matcher command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(
        Path.of("..", "scripts", "run-" + command.group(1) + ".sh").toAbsolutePath().toString());
    line.add(command.group(2));
    Matcher argument = ARGUMENT.matcher(command.group(3));
    while (argument.find()) {
      String text = argument.group(1) == null ? argument.group(2) : argument.group(1);
      line.add(
          text.replace("http://localhost:5000", model.address())
              .replaceFirst("jdbc:postgresql:.*", postgres.jdbcUrl()));
    }
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }
}
