package dev.fraudpipeline.sandbox.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells which rows of a replay an earlier life of the API has served already, and how often. */
final class UnservedRows {
  private final Map<String, Integer> served = new HashMap<>();

  UnservedRows(List<ServedPayment> earlier) {
    earlier.forEach(
        payment -> served.merge(key(payment.transNum(), payment.unixTime()), 1, Integer::sum));
  }

  /** True where the row is still to be served; one that is not is ticked off. */
  boolean test(AnswerRow row) {
    String key = key(row.transNum(), row.unixTime());
    Integer times = served.get(key);
    if (times == null) {
      return true;
    }
    if (times == 1) {
      served.remove(key);
    } else {
      served.put(key, times - 1);
    }
    return false;
  }

  /** True once all that was served has been ticked off. */
  boolean isEmpty() {
    return served.isEmpty();
  }

  private static String key(String transNum, long unixTime) {
    return transNum + '@' + unixTime;
  }
}
