package dev.fraudpipeline.sandbox.payments;

import java.util.Locale;

/**
 * The training set's fourteen categories: how often people pay there and how much, and how often
 * and for how much thieves do: either much more than people usually pay there, or a dollar or two
 * to see whether the card works. Amounts are log-normal around their medians.
 */
enum SpendingCategory {
  GAS_TRANSPORT(101, 62, 0.25, 8, 11, 0.25),
  GROCERY_POS(96, 105, 0.30, 26, 312, 0.10),
  HOME(95, 46, 0.55, 3, 330, 0.15),
  SHOPPING_POS(90, 28, 0.90, 12, 880, 0.18),
  KIDS_PETS(87, 45, 0.65, 2, 2, 0.25),
  SHOPPING_NET(75, 24, 1.00, 24, 990, 0.15),
  ENTERTAINMENT(73, 50, 0.60, 3, 510, 0.20),
  FOOD_DINING(70, 42, 0.60, 1, 360, 0.15),
  PERSONAL_CARE(70, 36, 0.65, 2, 2, 0.25),
  HEALTH_FITNESS(66, 44, 0.65, 1, 2, 0.25),
  MISC_POS(61, 32, 0.90, 2, 760, 0.15),
  MISC_NET(49, 34, 0.90, 13, 790, 0.12),
  GROCERY_NET(35, 51, 0.40, 1, 12, 0.20),
  TRAVEL(31, 20, 0.90, 1, 620, 0.15);

  /** Frequency of honest payments, relative to the other categories. */
  final double weight;

  final double median;
  final double sigma;
  final double fraudWeight;
  final double fraudMedian;
  final double fraudSigma;

  SpendingCategory(
      double weight,
      double median,
      double sigma,
      double fraudWeight,
      double fraudMedian,
      double fraudSigma) {
    this.weight = weight;
    this.median = median;
    this.sigma = sigma;
    this.fraudWeight = fraudWeight;
    this.fraudMedian = fraudMedian;
    this.fraudSigma = fraudSigma;
  }

  /** As in the documents: {@code grocery_pos}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
