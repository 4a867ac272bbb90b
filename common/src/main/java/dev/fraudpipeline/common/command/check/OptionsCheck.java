package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.log.LogText;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the settings are, and what gives each of them; their values are known to be right. */
public final class OptionsCheck implements Check {
  private final Options settings;
  private final List<Option<?>> all;
  private final KafkaClientConfig kafka;

  public OptionsCheck(Options settings, List<Option<?>> all, KafkaClientConfig kafka) {
    this.settings = settings;
    this.all = List.copyOf(all);
    this.kafka = kafka;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) {
    for (Option<?> setting : all) {
      Optional<String> value = settings.shown(setting);
      findings.accept(
          CheckFinding.ok(
              setting.label(),
              value
                  .map(text -> LogText.escaped(text) + " (" + settings.origin(setting) + ")")
                  .orElse("none")));
    }
    kafka
        .warnings()
        .forEach(warning -> findings.accept(CheckFinding.note("Kafka client properties", warning)));
  }
}
