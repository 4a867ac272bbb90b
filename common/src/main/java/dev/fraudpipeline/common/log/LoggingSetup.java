package dev.fraudpipeline.common.log;

import java.util.TimeZone;

/** Sets up what {@code simplelogger.properties} cannot say. */
public final class LoggingSetup {
  private LoggingSetup() {}

  /** Makes log times UTC, wherever the machine is. To be called before the first logger is made. */
  public static void setUp() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }
}
