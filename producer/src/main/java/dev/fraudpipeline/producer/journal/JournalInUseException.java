package dev.fraudpipeline.producer.journal;

import java.nio.file.Path;

/** Another producer works on the journal. */
public final class JournalInUseException extends Exception {
  private static final long serialVersionUID = 1L;

  JournalInUseException(Path folder) {
    super("another producer works on the journal " + folder + ": give each its own (--journal)");
  }
}
