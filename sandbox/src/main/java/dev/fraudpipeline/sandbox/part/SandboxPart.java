package dev.fraudpipeline.sandbox.part;

import java.util.Map;

/**
 * One of the things outside that the pipeline talks to, running in this process on a loopback port
 * that stays the same for the part's life, whatever is inflicted on it. Thread-safe.
 */
public interface SandboxPart extends AutoCloseable {

  /**
   * The name on the command line: {@code kafka}, {@code postgres}, {@code api} or {@code model}.
   */
  String name();

  /**
   * Where clients find it, as they spell it in their settings: bootstrap servers, a JDBC URL, or an
   * HTTP URL.
   */
  String address();

  /**
   * Makes this part fail in the given way until {@link #heal()}; replaces a fault that is there
   * already. Returns once the fault is in force.
   */
  void inflict(PartFault fault);

  /**
   * Ends the fault, and returns once the part answers again; nothing happens where there is none.
   */
  void heal();

  /**
   * Counts and conditions by name, for status lines and tests; values are numbers, booleans or
   * text.
   */
  Map<String, Object> status();

  /** Stops it and frees its port; its data stays. */
  @Override
  void close();
}
