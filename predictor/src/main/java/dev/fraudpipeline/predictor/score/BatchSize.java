package dev.fraudpipeline.predictor.score;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.OptionRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of payments in one request: at most a fixed number, or a share of what is available
 * now.
 *
 * @param share whether {@code amount} is a percentage of the backlog
 * @param amount payments, or percent
 */
public record BatchSize(boolean share, int amount) {
  public static final int LARGEST = 10_000;

  private static final Pattern SHARE = Pattern.compile("(\\d{1,3})%");

  /** {@code 500}, or {@code 50%}. */
  public static final OptionRule<BatchSize> RULE =
      text -> {
        Matcher matcher = SHARE.matcher(text);
        try {
          boolean share = matcher.matches();
          int amount = Integer.parseInt(share ? matcher.group(1) : text);
          if (amount >= 1 && amount <= (share ? 100 : LARGEST)) {
            return new BatchSize(share, amount);
          }
        } catch (NumberFormatException e) {
          // Said below, as for an amount that is out of range.
        }
        throw new InvalidOptionException(
            "a whole number from 1 to " + LARGEST + ", or a share of the backlog from 1% to 100%");
      };

  /** The most that a batch may hold, whatever the backlog. */
  public int limit(int batchMax) {
    return share ? batchMax : amount;
  }

  /**
   * The size of the next batch.
   *
   * @param backlog payments that are available now
   * @param batchMax bounds a share
   * @return at least 1
   */
  public int of(long backlog, int batchMax) {
    if (!share) {
      return amount;
    }
    // Rounded up, so that a share of little is not nothing.
    long wanted = (backlog * amount + 99) / 100;
    return (int) Math.max(1, Math.min(batchMax, wanted));
  }

  @Override
  public String toString() {
    return share ? amount + "%" : Integer.toString(amount);
  }
}
