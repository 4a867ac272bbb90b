package dev.fraudpipeline.common.command.check;

import java.util.Objects;

/**
 * One line of the table.
 *
 * @param what was looked at, in a few words
 * @param detail what was found, and where it does not work what is to be done; holds neither
 *     secrets nor personal data
 */
public record CheckFinding(Verdict verdict, String what, String detail) {
  public CheckFinding {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(detail, "detail");
  }

  /** Judgement on whether the daemon can do its work so. */
  public enum Verdict {
    OK("ok"),
    /** It can, and somebody should know this all the same. */
    NOTE("note"),
    FAILED("FAILED");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** As the table shows it. */
    String word() {
      return word;
    }
  }

  public static CheckFinding ok(String what, String detail) {
    return new CheckFinding(Verdict.OK, what, detail);
  }

  public static CheckFinding note(String what, String detail) {
    return new CheckFinding(Verdict.NOTE, what, detail);
  }

  public static CheckFinding failed(String what, String detail) {
    return new CheckFinding(Verdict.FAILED, what, detail);
  }
}
