package dev.fraudpipeline.common.payment;

/**
 * A row, or a whole document, that holds no payment that fits the schema.
 *
 * <p>Holds a byte array that must not be changed. Thread-safe under that rule. Compared by
 * identity.
 */
public final class InvalidRow implements ParsedRow {
  private final Rejection rejection;
  private final byte[] document;

  InvalidRow(Rejection rejection, byte[] document) {
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
    return "InvalidRow[" + rejection + ", " + document.length + " bytes]";
  }
}
