package dev.fraudpipeline.common.schema;

import dev.fraudpipeline.common.rejected.Rejection;

/**
 * A row, or a whole document, that holds no payment that fits the schema.
 *
 * <p>Holds a byte array that must not be changed. Thread-safe under that rule. Compared by
 * identity.
 */
public final class BadRow implements Row {
  private final Rejection rejection;
  private final byte[] document;

  BadRow(Rejection rejection, byte[] document) {
    this.rejection = rejection;
    this.document = document;
  }

  public Rejection rejection() {
    return rejection;
  }

  /**
   * The original bytes, enough to read the row again alone: the whole document where it has one row
   * or cannot be read, else a document of the same shape with this one row, its values untouched.
   */
  public byte[] document() {
    return document;
  }

  @Override
  public String toString() {
    return "BadRow[" + rejection + ", " + document.length + " bytes]";
  }
}
