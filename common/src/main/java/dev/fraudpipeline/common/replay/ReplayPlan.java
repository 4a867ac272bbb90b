package dev.fraudpipeline.common.replay;

import dev.fraudpipeline.common.kafka.ClientKind;
import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.common.settings.Settings;
import java.util.EnumSet;

/**
 * What is replayed, and where.
 *
 * @param stage whose rejections are replayed
 * @param topic where they go; its topic of rejected records is read
 */
public record ReplayPlan(
    ClientProperties kafka, String stage, String topic, ReplayOptions options) {

  /**
   * What was said; to be used once {@link Settings#throwIfInvalid()} has not thrown.
   *
   * @param topic the setting that names the topic
   */
  public static ReplayPlan from(Settings settings, String stage, Setting<String> topic) {
    return new ReplayPlan(
        ClientProperties.read(settings, EnumSet.of(ClientKind.CONSUMER, ClientKind.PRODUCER)),
        stage,
        settings.get(topic),
        ReplayOptions.from(settings));
  }
}
