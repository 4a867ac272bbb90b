package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.log.LogText;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists the options' values, which are known to be right, and what gives each of them. */
public final class OptionsCheck implements Check {
  private final Options options;
  private final List<Option<?>> all;
  private final KafkaClientConfig kafka;

  public OptionsCheck(Options options, List<Option<?>> all, KafkaClientConfig kafka) {
    this.options = options;
    this.all = List.copyOf(all);
    this.kafka = kafka;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) {
    for (Option<?> option : all) {
      Optional<String> value = options.shown(option);
      findings.accept(
          CheckFinding.ok(
              option.label(),
              value
                  .map(text -> LogText.escaped(text) + " (" + options.origin(option) + ")")
                  .orElse("none")));
    }
    kafka
        .warnings()
        .forEach(warning -> findings.accept(CheckFinding.note("Kafka client properties", warning)));
  }
}
