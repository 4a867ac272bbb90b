package dev.fraudpipeline.common.config;

import java.util.List;

/** Settings that cannot work: the daemon touches nothing and exits with 2. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems a sentence each, that names the setting, the rule and, but for secrets, the
   *     value
   */
  public InvalidConfigException(List<String> problems) {
    super(String.join("\n", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
