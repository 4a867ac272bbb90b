package dev.fraudpipeline.common.payment;

import java.util.Objects;

/**
 * The reason for which a record is bad.
 *
 * @param reason for people: names the column and the rule, and never repeats a value, which may be
 *     personal data
 */
public record Rejection(RejectionCode code, String reason) {
  public Rejection {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(reason, "reason");
  }
}
