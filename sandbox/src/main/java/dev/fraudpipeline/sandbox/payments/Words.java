package dev.fraudpipeline.sandbox.payments;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What invented people, places and shops are called. */
final class Words {
  private static final List<String> WOMEN =
      List.of(
          "Abigail",
          "Beatrice",
          "Camille",
          "Delia",
          "Edith",
          "Fiona",
          "Greta",
          "Hazel",
          "Ingrid",
          "Joan",
          "Kira",
          "Lorena",
          "Mabel",
          "Nadine",
          "Odette",
          "Paloma",
          "Renata",
          "Selma",
          "Tamsin",
          "Ursula",
          "Viola",
          "Winona",
          "Yara",
          "Zelda");
  private static final List<String> MEN =
      List.of(
          "Alvin", "Boris", "Clement", "Dexter", "Edgar", "Floyd", "Gideon", "Hector", "Ivan",
          "Jasper", "Kurt", "Lionel", "Magnus", "Nestor", "Orlando", "Perry", "Quentin", "Rufus",
          "Stanley", "Tobias", "Ulrich", "Vernon", "Wallace", "Zachary");
  private static final List<String> FAMILIES =
      List.of(
          "Abbott",
          "Brandt",
          "Calder",
          "Dufresne",
          "Eastwick",
          "Fairbanks",
          "Gallo",
          "Hartley",
          "Ibarra",
          "Jessop",
          "Kowal",
          "Lindqvist",
          "Mercado",
          "Novak",
          "O'Dell",
          "Pruitt",
          "Quimby",
          "Rademaker",
          "Sorensen",
          "Tillman",
          "Underhill",
          "Vasquez",
          "Whitlock",
          "Yardley",
          "Zimmer",
          "Achterberg",
          "Bellweather",
          "O'Farrell",
          "Castellan",
          "Dunmore");
  private static final List<String> STREETS =
      List.of(
          "Alder",
          "Briar",
          "Cobble",
          "Dover",
          "Elmwood",
          "Foundry",
          "Garnet",
          "Harbor",
          "Ivy",
          "Juniper",
          "Kiln",
          "Larkspur",
          "Mulberry",
          "Nettle",
          "Orchard",
          "Pebble",
          "Quarry");
  private static final List<String> WAYS =
      List.of("Avenue", "Bend", "Court", "Drive", "Lane", "Parkway", "Road", "Street", "Trail");
  private static final List<String> PLACES =
      List.of(
          "Amber",
          "Birch",
          "Copper",
          "Dry Creek ",
          "Eagle",
          "Fox",
          "Granite",
          "High",
          "Iron",
          "Kettle",
          "Lake ",
          "Maple",
          "North",
          "Oak",
          "Pine",
          "Quail",
          "Red",
          "Saint ",
          "Timber",
          "Walnut");
  private static final List<String> ENDINGS =
      List.of("brook", "dale", "field", "ford", "haven", "mere", "port", "ridge", "ton", "ville");
  private static final List<String> JOBS =
      List.of(
          "Archivist",
          "Baker, artisan",
          "Bridge inspector",
          "Chemist, water",
          "Cartographer",
          "Dental technician",
          "Editor, film/video",
          "Engineer, rail",
          "Forester",
          "Glazier",
          "Health visitor",
          "Instrument maker",
          "Journalist, broadcasting",
          "Librarian, school",
          "Museum guide",
          "Nurse, children's",
          "Optician",
          "Physicist (acoustics)",
          "Quantity surveyor",
          "Radio operator",
          "Surveyor, land/hydrographic",
          "Teacher, music",
          "Veterinary assistant",
          "Warehouse planner");

  private Words() {}

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
