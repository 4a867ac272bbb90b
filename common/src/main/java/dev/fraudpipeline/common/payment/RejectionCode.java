package dev.fraudpipeline.common.payment;

import java.util.Locale;

/** The small fixed set of reasons for which a record is rejected: header {@code rejected_code}. */
public enum RejectionCode {
  /** Not JSON, or none of the accepted document shapes. */
  UNREADABLE,
  /** A message of a topic that does not hold exactly one payment. */
  NOT_ONE_PAYMENT,
  /** A column that must be there is missing or null. */
  MISSING_COLUMN,
  /** A value does not fit its column. */
  BAD_VALUE,
  /** The model cannot score it, and is well otherwise. */
  UNSCORABLE,
  /** The topic refuses the record for its size. */
  TOO_LARGE;

  /** The header's text, such as {@code missing_column}. */
  public String headerText() {
    return name().toLowerCase(Locale.ROOT);
  }
}
