package dev.fraudpipeline.sandbox.payments;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * An endless supply of card payments: the same seed gives the same payments. Frauds are a share of
 * them, more at night than by day, and differ from honest payments in amount, category, distance
 * and victim, but not always. Not thread-safe.
 */
public final class PaymentGenerator {
  private static final int CUSTOMERS = 1000;
  private static final int MERCHANTS_PER_CATEGORY = 50;

  /** The odds of a fraud from 22 to 4 h UTC, and over the rest of the day, against the average. */
  private static final double ODDS_AT_NIGHT = 2.2;

  private static final double ODDS_BY_DAY = 0.6;

  /** Share of shops' coordinates that carry the noise of binary arithmetic: 39.450497999999996. */
  private static final double NOISY = 0.04;

  private final SplittableRandom random;
  private final double fraudShare;
  private final List<CardHolder> customers;
  private final Map<SpendingCategory, List<String>> merchants =
      new EnumMap<>(SpendingCategory.class);

  /**
   * @param fraudShare 0 to 1: how many of the payments of a whole day are frauds
   * @throws IllegalArgumentException where the share is none
   */
  public PaymentGenerator(long seed, double fraudShare) {
    if (!(fraudShare >= 0 && fraudShare <= 1)) {
      throw new IllegalArgumentException("fraud share must be from 0 to 1, but is " + fraudShare);
    }
    this.random = new SplittableRandom(seed);
    this.fraudShare = fraudShare;
    var population = new CardHolderPopulation(random);
    this.customers = population.customers(CUSTOMERS);
    for (SpendingCategory category : SpendingCategory.values()) {
      merchants.put(category, population.merchants(MERCHANTS_PER_CATEGORY));
    }
  }

  /** The next payment, made at that time. */
  public InventedPayment next(Instant at) {
    boolean fraud = random.nextDouble() < fraudProbability(at);
    CardHolder customer = fraud ? victim() : InventedNames.any(customers, random);
    SpendingCategory category =
        fraud ? pick(candidate -> candidate.fraudWeight) : pick(candidate -> candidate.weight);
    double distance = fraud ? fraudDistance() : distance();
    double bearing = random.nextDouble(2 * Math.PI);
    return new InventedPayment(
        customer,
        InventedNames.any(customer.cards(), random),
        InventedNames.any(merchants.get(category), random),
        category,
        fraud ? amount(category.fraudMedian, category.fraudSigma) : honestAmount(category),
        transNum(),
        coordinate(customer.city().lat() + distance * Math.sin(bearing)),
        coordinate(customer.city().lon() + distance * Math.cos(bearing)),
        fraud,
        at);
  }

  private double fraudProbability(Instant at) {
    int hour = at.atZone(ZoneOffset.UTC).getHour();
    double odds = hour >= 22 || hour < 4 ? ODDS_AT_NIGHT : ODDS_BY_DAY;
    double weighted = fraudShare * odds;
    return fraudShare == 1 ? 1 : weighted / (1 - fraudShare + weighted);
  }

  /** Thieves find the old and the young more easily. */
  private CardHolder victim() {
    CardHolder first = InventedNames.any(customers, random);
    int year = first.dob().getYear();
    return year < 1955 || year > 2000 ? first : InventedNames.any(customers, random);
  }

  private SpendingCategory pick(ToDoubleFunction<SpendingCategory> weight) {
    double total = 0;
    for (SpendingCategory category : SpendingCategory.values()) {
      total += weight.applyAsDouble(category);
    }
    double at = random.nextDouble(total);
    SpendingCategory picked = SpendingCategory.TRAVEL;
    for (SpendingCategory category : SpendingCategory.values()) {
      at -= weight.applyAsDouble(category);
      if (at < 0) {
        picked = category;
        break;
      }
    }
    return picked;
  }

  /** In degrees: most people shop within an hour's drive, some are on a journey. */
  private double distance() {
    return random.nextInt(50) == 0 ? random.nextDouble(1, 8) : random.nextDouble(0, 1);
  }

  /** Thieves seldom live where their victims do. */
  private double fraudDistance() {
    return random.nextInt(100) == 0 ? random.nextDouble(0, 1) : random.nextDouble(1, 8);
  }

  /** Honest people now and then buy something dear, too. */
  private BigDecimal honestAmount(SpendingCategory category) {
    return random.nextInt(800) == 0
        ? amount(category.fraudMedian, category.fraudSigma * 2)
        : amount(category.median, category.sigma);
  }

  private BigDecimal amount(double median, double sigma) {
    double value = Math.max(1, median * Math.exp(sigma * random.nextGaussian()));
    BigDecimal cents = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
    BigDecimal tenths = cents.setScale(1, RoundingMode.DOWN);
    return tenths.compareTo(cents) == 0 ? tenths : cents;
  }

  private double coordinate(double degrees) {
    double exact = Math.round(degrees * 1e6) / 1e6;
    return random.nextDouble() < NOISY ? Math.nextDown(exact) : exact;
  }

  private String transNum() {
    var hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
