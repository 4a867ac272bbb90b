package dev.fraudpipeline.sandbox.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Counts what says "fraud" among predictions of any shape. */
final class Frauds {
  private Frauds() {}

  static long in(Object predictions) {
    if (predictions instanceof int[] labels) {
      return Arrays.stream(labels).filter(label -> label == 1).count();
    } else if (predictions instanceof double[] scores) {
      return Arrays.stream(scores).filter(score -> score >= 0.5).count();
    } else if (predictions instanceof List<?> list) {
      return list.stream().filter(Frauds::isFraud).count();
    }
    return 0;
  }

  private static boolean isFraud(Object prediction) {
    if (prediction instanceof Boolean fraud) {
      return fraud;
    } else if (prediction instanceof Number score) {
      return score.doubleValue() >= 0.5;
    } else if (prediction instanceof List<?> scores && !scores.isEmpty()) {
      return isFraud(scores.get(scores.size() - 1)); // class probabilities end with the fraud's
    } else if (prediction instanceof Map<?, ?> named && !named.isEmpty()) {
      return isFraud(named.values().iterator().next());
    }
    return "fraud".equals(prediction);
  }
}
