package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaClients;
import java.util.EnumSet;

/**
 * What is replayed, and where.
 *
 * @param stage whose rejections are replayed
 * @param topic where they go; its topic of rejected records is read
 */
public record ReplayPlan(KafkaClients kafka, String stage, String topic, ReplayOptions options) {

  /**
   * What was said; to be used once {@link Options#throwIfInvalid()} has not thrown.
   *
   * @param topic the setting that names the topic
   */
  public static ReplayPlan from(Options settings, String stage, Option<String> topic) {
    return new ReplayPlan(
        new KafkaClients(
            KafkaClientConfig.read(
                settings, EnumSet.of(KafkaClientKind.CONSUMER, KafkaClientKind.PRODUCER))),
        stage,
        settings.get(topic),
        ReplayOptions.from(settings));
  }

  /**
   * The id of all replays of a stage.
   *
   * @param prefix that the daemon's own ids have, and so their rights
   */
  public static String transactionalId(String prefix) {
    return prefix + "-rejected-replay";
  }
}
