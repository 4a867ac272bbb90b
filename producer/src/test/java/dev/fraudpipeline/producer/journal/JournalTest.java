package dev.fraudpipeline.producer.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.payment.PaymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
  private static final int SEGMENT_BYTES = 2_000;
  private static final int REMEMBERED = 10;

  @TempDir Path folder;
  private final FailingFiles disk = new FailingFiles();
  private Journal journal;

  @AfterEach
  void close() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }

  @Test
  void answersComeBackInOrderAndOnce() throws Exception {
    open();
    append("a", "b");

    assertThat(readAll()).containsExactly("a", "b");
    append("c");
    assertThat(readAll()).containsExactly("c");
    assertThat(readAll()).isEmpty();
    assertThat(journal.waiting()).isEqualTo(3);
  }

  @Test
  void whatIsNotDoneComesBackAfterARewindAndAfterARestart() throws Exception {
    open();
    append("a", "b", "c");
    readAll();
    journal.done(1, List.of());

    journal.rewind();
    assertThat(readAll()).containsExactly("a", "c");

    reopen();
    assertThat(journal.waiting()).isEqualTo(2);
    assertThat(readAll()).containsExactly("a", "c");
  }

  /** Its language has digits of its own, which names of files must not have. */
  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "bn-BD", "mr-IN", "ne-NP", "my-MM"})
  void answersAreFoundAgainOnAMachineOfAnyLanguage(String language) throws Exception {
    // Given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      open();
      append("a", "b");

      // When
      reopen();

      // Then
      assertThat(readAll()).containsExactly("a", "b");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anAnswerKeepsItsIdOverARestart() throws Exception {
    open();
    append("a");
    JournaledAnswer before = journal.next().orElseThrow();

    reopen();

    JournaledAnswer after = journal.next().orElseThrow();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.fetchedAtMillis()).isEqualTo(before.fetchedAtMillis());
  }

  @Test
  void numbersGoOnAfterARestart() throws Exception {
    open();
    append("a");
    journal.done(0, List.of());
    reopen();
    append("b");

    assertThat(readAll()).containsExactly("b");
    journal.done(1, List.of());
    assertThat(journal.waiting()).isZero();
  }

  @Test
  void aHalfWrittenTailIsPassedOver() throws Exception {
    // Given
    open();
    append("whole", "torn");
    journal.close();
    Path segment = files().get(0);
    byte[] bytes = Files.readAllBytes(segment);

    for (int cut = 1; cut < 30; cut++) {
      // When
      Files.write(segment, Arrays.copyOf(bytes, bytes.length - cut));
      open();

      // Then
      assertThat(readAll()).containsExactly("whole");
      assertThat(journal.waiting()).isEqualTo(1);
      journal.close();
    }
  }

  @Test
  void whatIsDamagedInTheMiddleCostsOnlyItself() throws Exception {
    open();
    append("first", "second", "third");
    journal.close();
    Path segment = files().get(0);
    byte[] bytes = Files.readAllBytes(segment);
    int at = new String(bytes, ISO_8859_1).indexOf("second");
    bytes[at] ^= 1;
    Files.write(segment, bytes);

    open();

    assertThat(readAll()).containsExactly("first", "third");
    journal.done(0, List.of());
    journal.done(2, List.of());
    assertThat(journal.waiting()).isZero();
  }

  @Test
  void noiseInPlaceOfASegmentNeverKeepsItFromOpening() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("JournalTest: -Dseed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      open();
      append("a", "b");
      journal.done(0, List.of(fingerprint(1)));
      journal.close();
      for (Path file : files()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int flips = random.nextInt(20); flips > 0 && bytes.length > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      }
    }
    open();
    readAll();
    append("on it goes");
    assertThat(readAll()).as("seed %d", seed).contains("on it goes");
  }

  @Test
  void afterAFailedFsyncANewFileIsWritten() throws Exception {
    open();
    append("a");
    disk.failFsync(true);
    assertThatThrownBy(() -> append("b")).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> append("b")).isInstanceOf(UncheckedIOException.class);
    disk.failFsync(false);

    append("b");

    assertThat(disk.created()).hasSize(3).doesNotHaveDuplicates();
    assertThat(readAll()).containsExactly("a", "b");
    reopen();
    assertThat(readAll()).containsExactly("a", "b");
  }

  @Test
  void aFullDiskKeepsNothingHalfAndGoesOnWhenThereIsRoom() throws Exception {
    open();
    append("a");
    disk.leaveRoomFor(25);
    assertThatThrownBy(() -> append("b".repeat(100))).hasMessageContaining("No space left");
    assertThatThrownBy(() -> append("b".repeat(100))).hasMessageContaining("No space left");
    assertThatThrownBy(() -> journal.done(0, List.of())).hasMessageContaining("No space left");
    assertThat(journal.waiting()).isZero();
    disk.makeRoom();

    append("c");

    assertThat(readAll()).containsExactly("c");
    reopen();
    assertThat(readAll()).containsExactly("c");
  }

  @Test
  void theLastPaymentsAreRememberedOverRestartsAndNoMore() throws Exception {
    open();
    for (int i = 0; i < 15; i++) {
      append("answer " + i);
      journal.done(i, List.of(fingerprint(i)));
    }
    for (int lives = 0; lives < 3; lives++) {
      assertThat(journal.remembers(fingerprint(4))).isFalse();
      for (int i = 5; i < 15; i++) {
        assertThat(journal.remembers(fingerprint(i))).isTrue();
      }
      reopen();
      append("another");
      readAll();
      journal.done(15 + lives, List.of());
    }
  }

  @Test
  void itsSizeIsBoundedByWhatIsNotDone() throws Exception {
    open();
    for (int i = 0; i < 3_000; i++) {
      append("x".repeat(100));
      journal.done(i, List.of(fingerprint(i)));
    }
    assertThat(bytes()).isLessThan(4L * SEGMENT_BYTES);
    reopen();
    assertThat(journal.waiting()).isZero();
    append("y");
    journal.done(3_000, List.of());
    assertThat(bytes()).isLessThan(4L * SEGMENT_BYTES);
  }

  @Test
  void anOldAnswerThatIsNotDoneKeepsAllBehindIt() throws Exception {
    open();
    append("old");
    for (int i = 1; i < 200; i++) {
      append("x".repeat(100));
      journal.done(i, List.of());
    }
    reopen();

    assertThat(readAll()).containsExactly("old");
    journal.done(0, List.of());
    assertThat(bytes()).isLessThan(4L * SEGMENT_BYTES);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anOutageOfManySegmentsNeedsFewOpenFiles() throws Exception {
    open();
    for (int i = 0; i < 500; i++) {
      append("x".repeat(SEGMENT_BYTES / 2));
    }
    assertThat(files()).hasSizeGreaterThan(200);
    assertThat(openSegments()).isLessThanOrEqualTo(2);
    reopen();
    assertThat(openSegments()).isZero();

    assertThat(readAll()).hasSize(500);
    journal.rewind();
    journal.next();
    append("y");

    assertThat(openSegments()).isLessThanOrEqualTo(3);
    readAll();
    for (int i = 0; i <= 500; i++) {
      journal.done(i, List.of());
    }
    assertThat(files()).hasSizeLessThan(4);
    assertThat(openSegments()).isLessThanOrEqualTo(files().size());
  }

  /** The number of the journal's segments that this process has open. */
  private long openSegments() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::isSegment).count();
    }
  }

  private boolean isSegment(Path descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      return file.startsWith(folder.toRealPath()) && file.toString().endsWith(".journal");
    } catch (IOException e) {
      // Closed meanwhile by another thread of this process.
      return false;
    }
  }

  @Test
  void aSecondJournalOnTheFolderIsRefused() throws Exception {
    open();

    assertThatThrownBy(this::second)
        .isInstanceOf(JournalInUseException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("--journal");
    append("the first works on");
    assertThat(readAll()).containsExactly("the first works on");
  }

  @Test
  void whateverHappensItIsAsAListInMemory() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("JournalTest: -Dseed=" + seed);
    Random random = new Random(seed);
    Deque<JournaledAnswer> underWay = new ArrayDeque<>();
    List<String> expected = new ArrayList<>();
    int appended = 0;
    open();
    for (int i = 0; i < 3_000; i++) {
      switch (random.nextInt(10)) {
        case 0 -> {
          reopen();
          underWay.clear();
        }
        case 1 -> {
          journal.rewind();
          underWay.clear();
        }
        case 2, 3, 4 -> {
          String text = appended++ + "-" + "x".repeat(random.nextInt(300));
          append(text);
          expected.add(text);
        }
        case 5, 6 -> journal.next().ifPresent(underWay::add);
        default -> {
          JournaledAnswer done = random.nextBoolean() ? underWay.pollFirst() : underWay.pollLast();
          if (done != null) {
            journal.done(done.number(), List.of(fingerprint(i)));
            expected.remove(new String(done.body(), UTF_8));
          }
        }
      }
      assertThat(journal.waiting()).as("seed %d", seed).isEqualTo(expected.size());
    }
    journal.rewind();
    assertThat(readAll()).as("seed %d", seed).isEqualTo(expected);
  }

  private void open() throws Exception {
    journal = Journal.open(folder, disk, SEGMENT_BYTES, REMEMBERED);
  }

  private void reopen() throws Exception {
    journal.close();
    open();
  }

  private Journal second() throws IOException, JournalInUseException {
    return Journal.open(folder);
  }

  private void append(String... bodies) {
    try {
      for (String body : bodies) {
        journal.append(1_730_133_730_257L, body.getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> readAll() throws IOException {
    List<String> bodies = new ArrayList<>();
    for (Optional<JournaledAnswer> answer = journal.next();
        answer.isPresent();
        answer = journal.next()) {
      bodies.add(new String(answer.get().body(), UTF_8));
    }
    return bodies;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".journal")).sorted().toList();
    }
  }

  private long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static PaymentFingerprint fingerprint(int i) {
    return PaymentFingerprint.of(new PaymentId("payment-" + i, i));
  }
}
