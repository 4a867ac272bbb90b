package dev.fraudpipeline.sandbox.api;

import java.nio.file.Path;

/** A file cannot be replayed; the message is for its owner, and says where and why. */
public final class ReplayFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param line of the file, from 1
   * @param what is wrong there
   */
  ReplayFormatException(Path file, long line, String what) {
    super(file + ", line " + line + what);
  }
}
