package dev.fraudpipeline.sandbox.control;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.OptionRule;
import dev.fraudpipeline.common.config.OptionRules;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 30s} and the like, as the daemons' settings do. */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final OptionRule<Duration> RULE =
      OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(24));

  @Override
  public Duration convert(String text) {
    try {
      return RULE.parse(text);
    } catch (InvalidOptionException e) {
      throw new TypeConversionException("must be " + e.getMessage() + ", but is \"" + text + "\"");
    }
  }
}
