package dev.fraudpipeline.sandbox.payments;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Invents the people and the shops that payments pass between. */
final class CardHolderPopulation {
  private static final int CITIES = 250;
  private static final LocalDate YOUNGEST = LocalDate.of(2006, 1, 1);
  private static final int DAYS_OF_BIRTH = 75 * 365;

  /** State, first digits of its zips, and about where it lies. */
  private static final List<Region> REGIONS =
      List.of(
          new Region("MA", 1000, 42.3, -72.0),
          new Region("NJ", 7000, 40.2, -74.5),
          new Region("NY", 12000, 42.8, -75.2),
          new Region("PA", 16000, 40.9, -77.6),
          new Region("VA", 23000, 37.5, -78.6),
          new Region("NC", 27000, 35.6, -79.4),
          new Region("GA", 31000, 32.7, -83.3),
          new Region("FL", 33000, 28.3, -81.7),
          new Region("OH", 44000, 40.4, -82.7),
          new Region("MI", 49000, 44.2, -85.2),
          new Region("IA", 51000, 42.0, -93.4),
          new Region("IL", 61000, 40.1, -89.1),
          new Region("MO", 64000, 38.4, -92.5),
          new Region("TX", 77000, 31.4, -98.1),
          new Region("CO", 81000, 39.0, -105.4),
          new Region("AZ", 86000, 34.2, -111.6),
          new Region("CA", 94000, 37.2, -119.4),
          new Region("OR", 97000, 44.0, -120.5),
          new Region("WA", 98000, 47.4, -120.3));

  private final RandomGenerator random;

  private record Region(String state, int zip, double lat, double lon) {}

  CardHolderPopulation(RandomGenerator random) {
    this.random = random;
  }

  List<CardHolder> customers(int count) {
    List<HomeCity> cities = new ArrayList<>();
    for (int i = 0; i < CITIES; i++) {
      cities.add(city());
    }
    List<CardHolder> customers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      customers.add(customer(InventedNames.any(cities, random)));
    }
    return customers;
  }

  List<String> merchants(int count) {
    List<String> merchants = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      merchants.add(InventedNames.merchant(random));
    }
    return merchants;
  }

  private HomeCity city() {
    Region region = InventedNames.any(REGIONS, random);
    double size = 200 * Math.exp(random.nextExponential() * 1.8);
    return new HomeCity(
        InventedNames.place(random),
        region.state(),
        region.zip() + random.nextInt(1000),
        rounded(region.lat() + random.nextDouble(-1.2, 1.2)),
        rounded(region.lon() + random.nextDouble(-1.5, 1.5)),
        (int) Math.min(size, 2_900_000));
  }

  private CardHolder customer(HomeCity city) {
    String gender = random.nextBoolean() ? "F" : "M";
    List<Long> cards = new ArrayList<>();
    int count = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < count; i++) {
      cards.add(card());
    }
    return new CardHolder(
        InventedNames.first(gender, random),
        InventedNames.family(random),
        gender,
        InventedNames.street(random),
        city,
        InventedNames.job(random),
        YOUNGEST.minusDays(random.nextInt(DAYS_OF_BIRTH)),
        List.copyOf(cards));
  }

  /** 11 to 19 digits, begun as card issuers begin theirs: below 2^63, and often beyond 2^53. */
  private long card() {
    int digits =
        switch (random.nextInt(10)) {
          case 0 -> 11 + random.nextInt(3);
          case 1 -> 14;
          case 2 -> 15;
          case 3 -> 17 + random.nextInt(2);
          case 4, 5 -> 19;
          default -> 16;
        };
    long number = 3L + random.nextInt(4);
    for (int i = 1; i < digits; i++) {
      number = number * 10 + random.nextInt(10);
    }
    return number;
  }

  private static double rounded(double degrees) {
    return Math.round(degrees * 1e4) / 1e4;
  }
}
