package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.common.payment.Column;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns a payment into the numbers that the classifier looks at. */
final class ClassifierFeatures {
  private static final List<String> CATEGORIES =
      List.of(
          "entertainment",
          "food_dining",
          "gas_transport",
          "grocery_net",
          "grocery_pos",
          "health_fitness",
          "home",
          "kids_pets",
          "misc_net",
          "misc_pos",
          "personal_care",
          "shopping_net",
          "shopping_pos",
          "travel");

  private static final Map<String, Integer> PLACES =
      IntStream.range(0, CATEGORIES.size())
          .boxed()
          .collect(Collectors.toUnmodifiableMap(CATEGORIES::get, place -> place));

  private static final int NUMBERS = 5;

  /** Where the amount is, as a logarithm. */
  static final int AMOUNT = 0;

  static final int CATEGORY_COUNT = CATEGORIES.size();

  /** Number of features that are made of a payment. */
  static final int COUNT = NUMBERS + CATEGORY_COUNT;

  private static final double KM_A_DEGREE = 111.2;
  private static final double SECONDS_A_YEAR = 365.25 * 86_400;
  private static final double MIDDLE_AGE = 45;

  private ClassifierFeatures() {}

  /**
   * Of one row. What is null or unknown looks ordinary.
   *
   * @throws IllegalArgumentException for an infinite number
   */
  static double[] of(TypedFrame frame, int row) {
    double lat = finite(frame.doubles(Column.LAT)[row]);
    double latAway = finite(frame.doubles(Column.MERCH_LAT)[row]) - lat;
    double longAway =
        finite(frame.doubles(Column.MERCH_LONG)[row]) - finite(frame.doubles(Column.LONG)[row]);
    longAway *= Math.cos(Math.toRadians(lat));
    long seconds = frame.longs(Column.UNIX_TIME)[row];
    double[] features = new double[COUNT];
    // In steps, because training takes time for each different value.
    features[AMOUNT] =
        Math.rint(20 * Math.log1p(Math.max(0, finite(frame.doubles(Column.AMT)[row]))));
    features[1] = Math.floor(Math.floorMod(seconds, 86_400L) / 3600.0);
    features[2] = Math.rint(KM_A_DEGREE / 10 * Math.hypot(latAway, longAway));
    features[3] =
        Math.rint(
            text(frame, Column.DOB, row).map(dob -> age(dob, seconds)).orElse(MIDDLE_AGE) / 2);
    features[4] = Math.rint(Math.log1p((double) Math.max(0, frame.longs(Column.CITY_POP)[row])));
    text(frame, Column.CATEGORY, row)
        .map(PLACES::get)
        .ifPresent(place -> features[NUMBERS + place] = 1);
    return features;
  }

  /** The number of a payment's category; {@link #CATEGORY_COUNT} for one that nobody knows. */
  static int category(double[] features) {
    int place = 0;
    while (place < CATEGORY_COUNT && features[NUMBERS + place] == 0) {
      place++;
    }
    return place;
  }

  private static double age(String dob, long seconds) {
    try {
      return (seconds - LocalDate.parse(dob).toEpochDay() * 86_400.0) / SECONDS_A_YEAR;
    } catch (DateTimeException e) {
      return MIDDLE_AGE;
    }
  }

  private static Optional<String> text(TypedFrame frame, Column column, int row) {
    return Optional.ofNullable(frame.texts(column)[row]);
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("Input X contains infinity");
    }
    return Double.isNaN(value) ? 0 : value;
  }
}
