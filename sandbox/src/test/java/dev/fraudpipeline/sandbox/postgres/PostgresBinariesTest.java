package dev.fraudpipeline.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** On a small archive with the same kinds of entries. */
class PostgresBinariesTest {

  private static final int RUNNABLE = 0755;
  private static final int PLAIN = 0644;
  private static final int STARTS_AT_ONCE = 8;

  @TempDir private Path temporary;
  private CacheFolder cache;

  @BeforeEach
  void makeCache() {
    ServerAccount ownUser = new ServerAccount(List.of(), OptionalInt.empty(), true);
    cache = CacheFolder.firstUsable(List.of(temporary.resolve("cache")), ownUser);
  }

  @Test
  void everythingIsUnpackedAndNobodyElseMaySeeIt() throws IOException {
    // When
    PostgresBinaries binaries = PostgresBinaries.in(cache, archive(RUNNABLE));

    // Then
    assertThat(binaries.program("postgres")).isExecutable().hasContent("#!/bin/sh\n");
    assertThat(binaries.folder().resolve("lib").resolve("libpq.so")).hasContent("library");
    assertThat(Files.readSymbolicLink(binaries.folder().resolve("lib").resolve("libpq.so.5")))
        .isEqualTo(Path.of("libpq.so"));
    assertThat(permissions(binaries.folder())).isEqualTo("rwx------");
    assertThat(permissions(cache.path())).isEqualTo("rwx------");
  }

  @Test
  void anotherAccountMayRunButNotChangeThem() throws IOException {
    // Given
    CacheFolder shared =
        new CacheFolder(cache.path(), PosixFilePermissions.fromString("rwxr-xr-x"));

    // When
    PostgresBinaries binaries = PostgresBinaries.in(shared, archive(RUNNABLE));

    // Then
    assertThat(permissions(binaries.folder())).isEqualTo("rwxr-xr-x");
    assertThat(permissions(binaries.program("postgres"))).isEqualTo("rwxr-xr-x");
    assertThat(permissions(binaries.folder().resolve("lib"))).isEqualTo("rwxr-xr-x");
    assertThat(permissions(binaries.folder().resolve("lib").resolve("libpq.so")))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void theSecondStartUnpacksNothing() throws IOException {
    // Given
    PostgresBinaries first = PostgresBinaries.in(cache, archive(RUNNABLE));
    Path mark = Files.createFile(first.folder().resolve("mark"));

    // When
    PostgresBinaries second = PostgresBinaries.in(cache, archive(RUNNABLE));

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(mark).exists();
  }

  @Test
  void whatMissesAFileIsMadeAnew() throws IOException {
    // Given
    PostgresBinaries first = PostgresBinaries.in(cache, archive(RUNNABLE));
    Path library = first.folder().resolve("lib").resolve("libpq.so");
    Files.delete(library);

    // When
    PostgresBinaries.in(cache, archive(RUNNABLE));

    // Then
    assertThat(library).hasContent("library");
  }

  @Test
  void whatHoldsAFileThatWasCutShortIsMadeAnew() throws IOException {
    // Given
    PostgresBinaries first = PostgresBinaries.in(cache, archive(RUNNABLE));
    Path library = first.folder().resolve("lib").resolve("libpq.so");
    Files.writeString(library, "");

    // When
    PostgresBinaries.in(cache, archive(RUNNABLE));

    // Then
    assertThat(library).hasContent("library");
  }

  @Test
  void whatAKilledStartLeftIsRemoved() throws IOException {
    // Given
    Path halfway = Files.createDirectories(cache.path().resolve(".unfinished-123").resolve("bin"));
    Files.writeString(halfway.resolve("postgres"), "#!");

    // When
    PostgresBinaries binaries = PostgresBinaries.in(cache, archive(RUNNABLE));

    // Then
    assertThat(binaries.program("postgres")).hasContent("#!/bin/sh\n");
    assertThat(namesIn(cache.path())).noneMatch(name -> name.startsWith(".unfinished"));
  }

  @Test
  void anArchiveThatEndsEarlyLeavesNothing() throws IOException {
    // Given
    Path whole = write("whole.txz", RUNNABLE);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = temporary.resolve("cut.txz");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    // When
    assertThatThrownBy(() -> PostgresBinaries.in(cache, new BinariesArchive(cut.toUri().toURL())))
        .isInstanceOf(IOException.class);

    // Then
    assertThat(namesIn(cache.path())).containsExactly("lock");
  }

  @Test
  void anArchiveThatLeadsOutOfItsFolderIsRefused() throws IOException {
    // Given
    Path file = temporary.resolve("bad.txz");
    try (TarArchiveOutputStream tar = create(file)) {
      put(tar, "../outside", PLAIN, "outside");
    }

    // When
    assertThatThrownBy(() -> PostgresBinaries.in(cache, new BinariesArchive(file.toUri().toURL())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads out");

    // Then
    assertThat(cache.path().resolve("outside")).doesNotExist();
  }

  @Test
  void startsAtOnceDoNoHarm() throws Exception {
    // Given
    BinariesArchive archive = archive(RUNNABLE);
    ExecutorService threads = Executors.newFixedThreadPool(STARTS_AT_ONCE);
    List<Callable<PostgresBinaries>> starts = new ArrayList<>();
    for (int i = 0; i < STARTS_AT_ONCE; i++) {
      starts.add(() -> PostgresBinaries.in(cache, archive));
    }

    // When
    List<Future<PostgresBinaries>> all = threads.invokeAll(starts);
    threads.shutdown();

    // Then
    for (Future<PostgresBinaries> each : all) {
      assertThat(each.get().program("postgres")).hasContent("#!/bin/sh\n");
    }
    assertThat(namesIn(cache.path())).containsExactlyInAnyOrder("lock", archive.name());
  }

  @Test
  void aPlaceThatAllowsNoExecutionIsSaidWithWhatToSet() {
    // Given: what a disk mounted with noexec looks like to a program, and needs no mount
    assertThatThrownBy(() -> PostgresBinaries.in(cache, archive(PLAIN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            cache.path()
                + " allows no programs to be run, as a disk mounted with noexec does not: set"
                + " XDG_CACHE_HOME to a folder that does");
  }

  private BinariesArchive archive(int modeOfPrograms) throws IOException {
    Path file = temporary.resolve("postgres-" + modeOfPrograms + ".txz");
    if (!Files.exists(file)) {
      write(file.getFileName().toString(), modeOfPrograms);
    }
    return new BinariesArchive(file.toUri().toURL());
  }

  private Path write(String name, int modeOfPrograms) throws IOException {
    Path file = temporary.resolve(name);
    try (TarArchiveOutputStream tar = create(file)) {
      tar.putArchiveEntry(new TarArchiveEntry("lib/"));
      tar.closeArchiveEntry();
      put(tar, "lib/libpq.so", PLAIN, "library");
      TarArchiveEntry link = new TarArchiveEntry("lib/libpq.so.5", TarConstants.LF_SYMLINK);
      link.setLinkName("libpq.so");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      put(tar, "bin/postgres", modeOfPrograms, "#!/bin/sh\n");
    }
    return file;
  }

  private static TarArchiveOutputStream create(Path file) throws IOException {
    OutputStream compressed = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options());
    return new TarArchiveOutputStream(compressed);
  }

  private static void put(TarArchiveOutputStream tar, String name, int mode, String text)
      throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
