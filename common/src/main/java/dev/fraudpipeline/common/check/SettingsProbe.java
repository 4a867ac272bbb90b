package dev.fraudpipeline.common.check;

import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.common.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the settings are, and what gives each of them; their values are known to be right. */
public final class SettingsProbe implements Probe {
  private final Settings settings;
  private final List<Setting<?>> all;
  private final ClientProperties kafka;

  public SettingsProbe(Settings settings, List<Setting<?>> all, ClientProperties kafka) {
    this.settings = settings;
    this.all = List.copyOf(all);
    this.kafka = kafka;
  }

  @Override
  public void look(Consumer<Finding> findings) {
    for (Setting<?> setting : all) {
      Optional<String> value = settings.shown(setting);
      findings.accept(
          Finding.ok(
              setting.label(),
              value
                  .map(text -> LogText.escaped(text) + " (" + settings.origin(setting) + ")")
                  .orElse("none")));
    }
    kafka
        .warnings()
        .forEach(warning -> findings.accept(Finding.note("Kafka client properties", warning)));
  }
}
