package dev.fraudpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.config.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own clients take what is made for them, without a complaint; no broker is needed. */
class ClientConstructionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers=127.0.0.1:1\n",
        """
        bootstrap.servers=127.0.0.1:1
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.jaas.config=x
        client.dns.lookup=use_all_dns_ips
        session.timeout.ms=45000
        acks=all
        """,
        """
        metadata.broker.list=127.0.0.1:1
        security.protocol=SASL_PLAINTEXT
        sasl.mechanisms=SCRAM-SHA-512
        sasl.username=x
        sasl.password=x
        session.timeout.ms=45000
        """
      })
  void everyClientIsMadeWithoutComplaint(String file) throws IOException {
    // Given
    KafkaClientConfig properties = read(file);
    Map<String, Object> forProducer =
        properties.configuration(
            KafkaClientKind.PRODUCER,
            Map.of(ProducerConfig.LINGER_MS_CONFIG, 5),
            Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "predictor-1"));
    Map<String, Object> forConsumer =
        properties.configuration(
            KafkaClientKind.CONSUMER, Map.of(), Map.of(ConsumerConfig.GROUP_ID_CONFIG, "sink"));
    Map<String, Object> forAdmin =
        properties.configuration(KafkaClientKind.ADMIN, Map.of(), Map.of());
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream stderr = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));

    // When
    try {
      new KafkaProducer<byte[], byte[]>(forProducer).close(Duration.ZERO);
      new KafkaConsumer<byte[], byte[]>(forConsumer).close(CloseOptions.timeout(Duration.ZERO));
      Admin.create(forAdmin).close(Duration.ZERO);
    } finally {
      System.setErr(stderr);
    }

    // Then
    assertThat(ProducerConfig.configNames()).containsAll(forProducer.keySet());
    assertThat(ConsumerConfig.configNames()).containsAll(forConsumer.keySet());
    assertThat(AdminClientConfig.configNames()).containsAll(forAdmin.keySet());
    assertThat(log.toString(UTF_8)).isEmpty();
  }

  private KafkaClientConfig read(String file) throws IOException {
    Path path = Files.writeString(folder.resolve("client.properties"), file);
    Options settings =
        new Options(
            Map.of(),
            Map.of("KAFKA_CONFIG", path.toString(), "SASL_USERNAME", "u", "SASL_PASSWORD", "p"));
    KafkaClientConfig properties =
        KafkaClientConfig.read(settings, EnumSet.allOf(KafkaClientKind.class));
    settings.throwIfInvalid();
    return properties;
  }
}
