package dev.fraudpipeline.sandbox.model;

import java.util.Arrays;
import java.util.List;

/**
 * Amounts that honest people usually spend in each category, learned from history: 800 dollars are
 * far stranger for fuel than for shopping. Adds to a payment's features how unusual its amount is,
 * since a tree would need a branch for each category to see that. Immutable.
 */
final class UsualAmounts {
  /** In quarters of a standard deviation, because training takes time for each different value. */
  private static final double STEPS = 4;

  /** A category that history hardly knows has no spread; every amount in it is usual. */
  private static final double NO_SPREAD = 1e-6;

  private final double[] means = new double[ClassifierFeatures.CATEGORY_COUNT + 1];
  private final double[] deviations = new double[ClassifierFeatures.CATEGORY_COUNT + 1];

  /**
   * @param honest features of honest payments
   */
  UsualAmounts(List<double[]> honest) {
    double[] counts = new double[means.length];
    double[] squares = new double[means.length];
    for (double[] features : honest) {
      int category = ClassifierFeatures.category(features);
      double amount = features[ClassifierFeatures.AMOUNT];
      counts[category]++;
      means[category] += amount;
      squares[category] += amount * amount;
    }
    for (int i = 0; i < means.length; i++) {
      double count = Math.max(1, counts[i]);
      means[i] /= count;
      deviations[i] = Math.sqrt(Math.max(0, squares[i] / count - means[i] * means[i]));
    }
  }

  /** The same features, with one more behind them: how unusual the amount is. */
  double[] compare(double[] features) {
    int category = ClassifierFeatures.category(features);
    double away = features[ClassifierFeatures.AMOUNT] - means[category];
    double[] more = Arrays.copyOf(features, features.length + 1);
    more[features.length] =
        deviations[category] < NO_SPREAD ? 0 : Math.rint(STEPS * away / deviations[category]);
    return more;
  }
}
