package dev.fraudpipeline.common.log;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URI;

/** Text from outside, made fit for a log line. */
public final class LogText {
  private static final int LONGEST = 80;
  private static final int SHOWN_CARD_DIGITS = 4;

  private LogText() {}

  /**
   * Text escaped as in JSON, so that it cannot forge a line or drive a terminal, and cut at 80
   * characters; without quotes.
   */
  public static String escaped(String text) {
    boolean cut = text.length() > LONGEST;
    StringBuilder escaped = new StringBuilder(LONGEST + 16);
    JsonStringEncoder.getInstance().quoteAsString(cut ? text.substring(0, LONGEST) : text, escaped);
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      // JSON leaves these as they are; a terminal takes some of them for commands or line ends.
      if (c == 0x7f || Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        escaped.replace(i, i + 1, String.format("\\u%04x", (int) c));
      }
    }
    return cut ? escaped + "..." : escaped.toString();
  }

  /** {@link #escaped} text in double quotes. */
  public static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  /** A card number with all but its last four digits hidden; a short one is hidden whole. */
  public static String card(String cardNumber) {
    int hidden =
        cardNumber.length() > 2 * SHOWN_CARD_DIGITS
            ? cardNumber.length() - SHOWN_CARD_DIGITS
            : cardNumber.length();
    return "*".repeat(hidden) + cardNumber.substring(hidden);
  }

  /** A URL without what may be secret: user, password, query and fragment. */
  public static String url(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + escaped(url.getRawPath());
  }

  /** An exception as one phrase: its class and its escaped message, of the deepest cause. */
  public static String cause(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String name = deepest.getClass().getSimpleName();
    return deepest.getMessage() == null ? name : name + ": " + escaped(deepest.getMessage());
  }
}
