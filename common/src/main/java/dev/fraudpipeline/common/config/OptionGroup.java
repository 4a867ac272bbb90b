package dev.fraudpipeline.common.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of a daemon, or of one of its commands, collected as they are declared: a declaration
 * is all that a new one takes. Filled while a class is initialized, and then left alone.
 */
public final class OptionGroup {
  private final List<Option<?>> declared = new ArrayList<>();

  /**
   * @param shared declared elsewhere, for several daemons
   */
  @SafeVarargs
  public OptionGroup(List<Option<?>>... shared) {
    for (List<Option<?>> options : shared) {
      declared.addAll(options);
    }
  }

  /** Adds an option. */
  public <T> Option<T> add(Option<T> option) {
    declared.add(option);
    return option;
  }

  /**
   * All of them, in the order of {@code --help}: what only a variable can give stands at its end.
   *
   * @param others that come behind those of this group
   */
  public List<Option<?>> allWith(List<Option<?>> others) {
    declared.addAll(others);
    List<Option<?>> all = new ArrayList<>();
    for (boolean onCommandLine : new boolean[] {true, false}) {
      for (Option<?> option : declared) {
        if (option.option().isPresent() == onCommandLine) {
          all.add(option);
        }
      }
    }
    return List.copyOf(all);
  }
}
