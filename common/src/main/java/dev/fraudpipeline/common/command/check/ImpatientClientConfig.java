package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Kafka clients that give up early: three waits, one after the other, fit into a check's limit. */
final class ImpatientClientConfig {
  /** For what a client cannot be told to give up. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final int PATIENCE_MS = (int) PATIENCE.toMillis();

  private ImpatientClientConfig() {}

  static Admin admin(KafkaClientConfig kafka) {
    return Admin.create(
        kafka.configuration(
            KafkaClientKind.ADMIN,
            Map.of(),
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MS - 1_000)));
  }

  /** A producer for transactions. */
  static Producer<byte[], byte[]> transactional(KafkaClientConfig kafka, String id) {
    return new KafkaProducer<>(
        kafka.configuration(
            KafkaClientKind.PRODUCER,
            Map.of(),
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                id,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE_MS)));
  }
}
