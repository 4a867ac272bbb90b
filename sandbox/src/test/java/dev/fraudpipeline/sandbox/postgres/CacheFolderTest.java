package dev.fraudpipeline.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

  private static final ServerAccount OWN_USER =
      new ServerAccount(List.of(), OptionalInt.empty(), true);
  private static final ServerAccount NOBODY =
      new ServerAccount(List.of("setpriv", "--"), OptionalInt.of(65_534), false);

  private static final Path DATA = Path.of("/data/postgres");
  private static final Optional<Path> PROJECT = Optional.of(Path.of("/project/sandbox/target"));

  @TempDir private Path temporary;

  @Test
  void theUsersCacheComesFirst() {
    assertThat(places(OWN_USER, Map.of("XDG_CACHE_HOME", "/fast", "HOME", "/home/ada")))
        .containsExactly(
            Path.of("/fast/fraud-pipeline"),
            Path.of("/home/ada/.cache/fraud-pipeline"),
            Path.of("/project/sandbox/target/fraud-pipeline"),
            Path.of("/data/postgres/cache/fraud-pipeline"));
  }

  @Test
  void aCacheThatIsNoAbsolutePathDoesNotCount() {
    assertThat(places(OWN_USER, Map.of("XDG_CACHE_HOME", "relative", "HOME", "/home/ada")))
        .startsWith(Path.of("/home/ada/.cache/fraud-pipeline"));
  }

  @Test
  void aUserWithoutAHomeKeepsThemBelowTheProject() {
    assertThat(CachePlaces.of(OWN_USER, Map.of(), "?", PROJECT, DATA))
        .containsExactly(
            Path.of("/project/sandbox/target/fraud-pipeline"),
            Path.of("/data/postgres/cache/fraud-pipeline"));
  }

  @Test
  void noPlaceIsInTheTemporaryFolder() {
    assertThat(places(NOBODY, Map.of("HOME", "/root", "TMPDIR", "/tmp")))
        .noneMatch(place -> place.startsWith("/tmp"));
  }

  @Test
  void rootAlsoHasTheSystemsCacheForAnAccountThatCannotReachItsHome() {
    assertThat(places(NOBODY, Map.of("HOME", "/root")))
        .contains(Path.of("/var/cache/fraud-pipeline"));
    assertThat(places(OWN_USER, Map.of("HOME", "/root")))
        .doesNotContain(Path.of("/var/cache/fraud-pipeline"));
  }

  @Test
  void theFirstPlaceThatCanBeMadeIsTaken() throws IOException {
    // Given
    Path file = Files.createFile(temporary.resolve("file"));
    Path good = temporary.resolve("good").resolve("fraud-pipeline");

    // When
    CacheFolder folder =
        CacheFolder.firstUsable(List.of(file.resolve("fraud-pipeline"), good), OWN_USER);

    // Then
    assertThat(folder.path()).isEqualTo(good.toRealPath());
    assertThat(permissions(good)).isEqualTo("rwx------");
    assertThat(permissions(good.getParent())).isEqualTo("rwx------");
  }

  @Test
  void aFolderThatOthersCouldReadIsClosed() throws IOException {
    // Given
    Path place = Files.createDirectory(temporary.resolve("fraud-pipeline"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));

    // When
    CacheFolder.firstUsable(List.of(place), OWN_USER);

    // Then
    assertThat(permissions(place)).isEqualTo("rwx------");
  }

  @Test
  void aFolderInWhichOthersCouldHaveChangedAProgramIsRefused() throws IOException {
    // Given
    Path place = Files.createDirectory(temporary.resolve("fraud-pipeline"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwx---"));

    // When Then
    assertThatThrownBy(() -> CacheFolder.firstUsable(List.of(place), OWN_USER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("others may write to it");
  }

  @Test
  void aParentThatEverybodyMayWriteToIsRefused() throws IOException {
    // Given
    Path parent = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path place = parent.resolve("fraud-pipeline");

    // When
    assertThatThrownBy(() -> CacheFolder.firstUsable(List.of(place), OWN_USER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("everybody may write to " + parent.toRealPath())
        .hasMessageContaining("set XDG_CACHE_HOME");

    // Then
    assertThat(place).doesNotExist();
  }

  @Test
  void aPlaceThatTheAccountCannotReachIsLeftAsItIs() throws IOException {
    // Given: the folder of a test is its user's alone
    Path place = temporary.resolve("fraud-pipeline");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));

    // When
    assertThatThrownBy(() -> CacheFolder.firstUsable(List.of(place), NOBODY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot reach it");

    // Then
    assertThat(place).doesNotExist();
  }

  private static List<Path> places(ServerAccount account, Map<String, String> environment) {
    return CachePlaces.of(account, environment, "/home/of-java", PROJECT, DATA);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
