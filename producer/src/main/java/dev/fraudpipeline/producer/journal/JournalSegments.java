package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a journal, by age. Not thread-safe. */
final class JournalSegments {
  private static final Pattern NAME = Pattern.compile("\\d{12}\\.journal");

  private final Path folder;
  private final SegmentFiles files;
  private final List<JournalSegment> all = new ArrayList<>();
  private long nextName;

  /** Takes those that are there. */
  JournalSegments(Path folder, SegmentFiles files) throws IOException {
    this.folder = folder;
    this.files = files;
    List<Path> left;
    try (Stream<Path> found = Files.list(folder)) {
      left = found.filter(file -> NAME.matcher(name(file)).matches()).sorted().toList();
    }
    for (Path file : left) {
      all.add(new JournalSegment(file));
      nextName = Long.parseLong(name(file).substring(0, 12)) + 1;
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /**
   * Begins a new segment with a record, and has it on disk.
   *
   * @throws IOException where that fails; then there is no new segment
   */
  JournalSegment begin(JournalRecord first) throws IOException {
    Path file = folder.resolve(String.format(Locale.ROOT, "%012d.journal", nextName++));
    JournalSegment segment = new JournalSegment(file, files.create(file));
    try {
      segment.append(first);
      segment.force();
      forceFolder();
    } catch (IOException e) {
      segment.delete();
      throw e;
    }
    all.add(segment);
    return segment;
  }

  /** Has the names of new files on disk, where the system can do that for a folder. */
  private void forceFolder() throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  JournalSegment first() {
    return all.get(0);
  }

  /** The one behind; the last has none. */
  JournalSegment after(JournalSegment segment) {
    return all.get(all.indexOf(segment) + 1);
  }

  boolean isLast(JournalSegment segment) {
    return all.get(all.size() - 1) == segment;
  }

  int size() {
    return all.size();
  }

  List<JournalSegment> all() {
    return List.copyOf(all);
  }

  void deleteFirst() throws IOException {
    all.remove(0).delete();
  }

  void close() throws IOException {
    for (JournalSegment segment : all) {
      segment.close();
    }
  }
}
