package dev.fraudpipeline.sandbox;

import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.sandbox.command.CommandFailedException;
import dev.fraudpipeline.sandbox.control.DurationConverter;
import dev.fraudpipeline.sandbox.control.PartState;
import dev.fraudpipeline.sandbox.control.RemotePart;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code fault PART FAULT [TIME]}: makes a running part fail, or heals it. */
@Command(
    name = "fault",
    description = {
      "Makes a running part fail, for a time or until \"fault PART none\".",
      "away: nobody listens. hang: nothing comes back. slow: answers come late.",
      "garbage: answers break the protocol. error: answers are failures."
    })
final class FaultCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PART", converter = PartName.Converter.class)
  private PartName part;

  @Parameters(
      index = "1",
      paramLabel = "FAULT",
      converter = WishConverter.class,
      description = "away, hang, slow, garbage, error, or none to heal.")
  private Wish wish;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "After which it heals by itself, such as 30s.")
  private Duration time;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".sandbox",
      description = "The folder that the part was started with. Default: .sandbox")
  private Path data;

  @Override
  public Integer call() {
    RemotePart remote =
        RemotePart.find(data, part.toString())
            .orElseThrow(() -> new CommandFailedException(part + " does not run on " + data));
    Duration duration = time == null ? Duration.ZERO : time;
    PartState state =
        wish.fault()
            .map(f -> remote.inflict(f, duration))
            .orElseGet(remote::heal)
            .orElseThrow(() -> new CommandFailedException(part + " does not run on " + data));
    spec.commandLine().getOut().println(sentence(state, duration));
    return 0;
  }

  private static String sentence(PartState state, Duration duration) {
    if (state.fault() == null) {
      return state.name() + " is healthy";
    }
    String fault = state.name() + ": " + state.fault().name().toLowerCase(Locale.ROOT);
    return duration.isZero()
        ? fault + ", until \"fault " + state.name() + " none\""
        : fault + ", for " + OptionRules.spelled(duration);
  }

  /** Fault that the user wants, or none. */
  private record Wish(Optional<PartFault> fault) {}

  /** Reads a fault's name in lower case; {@code none} is the empty one. */
  static final class WishConverter implements ITypeConverter<Wish> {
    @Override
    public Wish convert(String text) {
      Optional<PartFault> named =
          Arrays.stream(PartFault.values())
              .filter(fault -> fault.name().toLowerCase(Locale.ROOT).equals(text))
              .findFirst();
      if (named.isEmpty() && !text.equals("none")) {
        throw new TypeConversionException(
            "there is no fault \"" + text + "\"; there are away, hang, slow, garbage, error, none");
      }
      return new Wish(named);
    }
  }
}
