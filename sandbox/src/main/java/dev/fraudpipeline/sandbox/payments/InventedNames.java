package dev.fraudpipeline.sandbox.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.random.RandomGenerator;

/** Names of invented people, streets, places and shops, and of people's jobs. */
final class InventedNames {
  private static final Properties LISTS = read();

  private static final List<String> WOMEN = list("women");
  private static final List<String> MEN = list("men");
  private static final List<String> FAMILIES = list("families");
  private static final List<String> STREETS = list("streets");
  private static final List<String> WAYS = list("ways");
  private static final List<String> PLACES = list("places");
  private static final List<String> ENDINGS = list("endings");
  private static final List<String> JOBS = list("jobs");

  private InventedNames() {}

  private static Properties read() {
    Properties lists = new Properties();
    try (InputStream file = InventedNames.class.getResourceAsStream("words.properties")) {
      lists.load(new InputStreamReader(file, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("words.properties cannot be read", e);
    }
    return lists;
  }

  private static List<String> list(String name) {
    return List.of(LISTS.getProperty(name).split("\\|"));
  }

  static <T> T any(List<T> list, RandomGenerator random) {
    return list.get(random.nextInt(list.size()));
  }

  static String first(String gender, RandomGenerator random) {
    return any(gender.equals("F") ? WOMEN : MEN, random);
  }

  static String family(RandomGenerator random) {
    return any(FAMILIES, random);
  }

  static String job(RandomGenerator random) {
    return any(JOBS, random);
  }

  static String street(RandomGenerator random) {
    String name = any(STREETS, random) + " " + any(WAYS, random);
    String address = (1 + random.nextInt(99_999)) + " " + name;
    return random.nextInt(4) == 0 ? address + " Apt. " + (1 + random.nextInt(999)) : address;
  }

  static String place(RandomGenerator random) {
    String place = any(PLACES, random);
    String ending = any(ENDINGS, random);
    return place.endsWith(" ")
        ? place + ending.substring(0, 1).toUpperCase(Locale.ROOT) + ending.substring(1)
        : place + ending;
  }

  /** A shop's name; all begin as the training set's do. */
  static String merchant(RandomGenerator random) {
    String a = family(random);
    String b = family(random);
    return "fraud_"
        + switch (random.nextInt(6)) {
          case 0 -> a + " and Sons";
          case 1 -> a + "-" + b;
          case 2 -> a + ", " + b + " and " + family(random);
          case 3 -> a + "/" + b + " Group";
          case 4 -> a + " Inc";
          default -> a + "'s " + place(random) + " Store";
        };
  }
}
