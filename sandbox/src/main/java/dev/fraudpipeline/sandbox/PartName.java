package dev.fraudpipeline.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The parts, as the command line calls them: in lower case. */
enum PartName {
  KAFKA,
  POSTGRES,
  API,
  MODEL;

  static final List<PartName> ALL = List.of(values());

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String choice() {
    return ALL.stream().map(PartName::toString).collect(Collectors.joining(", "));
  }

  /** Reads a name as users write it. */
  static final class Converter implements ITypeConverter<PartName> {
    @Override
    public PartName convert(String text) {
      return Arrays.stream(values())
          .filter(part -> part.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no part \"" + text + "\"; there are " + choice()));
    }
  }
}
