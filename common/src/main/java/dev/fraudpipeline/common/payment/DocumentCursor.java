package dev.fraudpipeline.common.payment;

/**
 * A place in a document, which goes forward over what is expected there. Each method says whether
 * that was there, and goes nowhere where it was not. Not thread-safe.
 */
final class DocumentCursor {
  final byte[] json;

  /** Behind the document's last byte. */
  final int limit;

  int at;

  /**
   * Stands at the beginning of a document.
   *
   * @param json holds the document, from its beginning
   */
  DocumentCursor(byte[] json, int length) {
    this.json = json;
    this.limit = length;
  }

  boolean isAtEnd() {
    return at == limit;
  }

  boolean pass(char expected) {
    boolean there = at < limit && json[at] == expected;
    if (there) {
      at++;
    }
    return there;
  }

  boolean pass(byte[] expected) {
    boolean there = CompactJson.isAt(json, at, limit, expected);
    if (there) {
      at += expected.length;
    }
    return there;
  }

  /**
   * Goes to the end of a value.
   *
   * @param end what {@link CompactJson} found
   */
  boolean passTo(int end) {
    boolean there = end != CompactJson.UNUSUAL;
    if (there) {
      at = end;
    }
    return there;
  }

  /** Passes over any number that is plain. */
  boolean passNumber() {
    return passTo(CompactJson.endOfDecimal(json, at, limit, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }
}
