package dev.fraudpipeline.sandbox.postgres;

import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places where unpacked programs may be kept from one start to the next, the best first: below
 * the user's own cache, or below the project's folder where the user has none. The system's
 * temporary folder is none of them, since everybody may write there.
 */
final class CachePlaces {

  private static final String NAME = "fraud-pipeline";

  /** Where a system keeps what all its users may read, and root alone writes. */
  private static final Path SYSTEM_CACHE = Path.of("/var/cache");

  private CachePlaces() {}

  /**
   * The places of this process.
   *
   * @param account who has to reach them
   * @param dataFolder the last resort
   */
  static List<Path> ofThisProcess(ServerAccount account, Path dataFolder) {
    return of(
        account, System.getenv(), System.getProperty("user.home", ""), projectFolder(), dataFolder);
  }

  static List<Path> of(
      ServerAccount account,
      Map<String, String> environment,
      String userHome,
      Optional<Path> projectFolder,
      Path dataFolder) {
    List<Path> places = new ArrayList<>();
    absolute(environment.get("XDG_CACHE_HOME")).ifPresent(places::add);
    absolute(environment.get("HOME"))
        // Java says "?" where the user is nobody that the system knows.
        .or(() -> absolute(userHome))
        .ifPresent(home -> places.add(home.resolve(".cache")));
    if (!account.reachesAll()) {
      places.add(SYSTEM_CACHE);
    }
    projectFolder.ifPresent(places::add);
    places.add(dataFolder.toAbsolutePath().resolve("cache"));
    return places.stream().map(place -> place.resolve(NAME)).distinct().toList();
  }

  private static Optional<Path> absolute(String text) {
    try {
      return Optional.ofNullable(text)
          .filter(value -> !value.isBlank())
          .map(Path::of)
          .filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The folder that Maven builds into, which holds the jar or the classes of this class. */
  private static Optional<Path> projectFolder() {
    CodeSource source = CachePlaces.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI()))
              .map(Path::getParent)
              .filter(folder -> folder.endsWith("target"))
              .map(folder -> folder.resolve("cache"));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
