package dev.fraudpipeline.common.lifecycle;

import java.util.Locale;
import java.util.TimeZone;

/**
 * Defaults of the JVM that would make a process behave as the machine's language and zone have it:
 * digits in names of files and in log times, the case of letters, the hour.
 */
public final class ProcessDefaults {
  private ProcessDefaults() {}

  /**
   * Makes the locale {@link Locale#ROOT} and the time zone UTC, wherever the machine is. To be
   * called before all else, since loggers and formats keep what they find when they are made.
   */
  public static void set() {
    Locale.setDefault(Locale.ROOT);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }
}
