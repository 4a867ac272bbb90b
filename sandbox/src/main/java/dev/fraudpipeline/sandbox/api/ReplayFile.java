package dev.fraudpipeline.sandbox.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of payments that the API can serve again: a table with a heading, such as the training
 * file, or JSON lines, such as recorded answers. Told apart by how they begin, not by their names.
 */
public final class ReplayFile {
  private static final Pattern BEGINS_AS_JSON = Pattern.compile("\\s*([\\[{]|\"\\s*[\\[{]).*");
  private static final Pattern NAMED_AS_JSON = Pattern.compile(".*\\.(json|jsonl|ndjson)");

  private final Path file;

  public ReplayFile(Path file) {
    this.file = file;
  }

  /**
   * True where it is a table, of which a client gets as many rows as it asks for; a JSON line is
   * one answer, whatever it holds.
   *
   * @throws IOException where it cannot be read
   */
  public boolean isTable() throws IOException {
    try (BufferedReader reader = TextFile.open(file)) {
      String first = Optional.ofNullable(reader.readLine()).orElse("");
      String name = file.getFileName().toString();
      return !BEGINS_AS_JSON.matcher(first).matches() && !NAMED_AS_JSON.matcher(name).matches();
    }
  }

  /**
   * Reads so many payments, or all of them, as the API and the producer will.
   *
   * @param atMost 0 for all
   * @throws IOException where it cannot be read
   * @throws ReplayFormatException where it holds what is no payment, or no payment at all
   */
  public void check(long atMost) throws IOException {
    long enough = atMost == 0 ? Long.MAX_VALUE : atMost;
    long payments = isTable() ? checkTable(enough) : checkLines(enough);
    if (payments == 0) {
      throw new ReplayFormatException(file, 1, ": there is no payment in it");
    }
  }

  private long checkTable(long enough) throws IOException {
    try (ReplayTable table = ReplayTable.open(file)) {
      long payments = 0;
      while (payments < enough && table.next().isPresent()) {
        payments++;
      }
      return payments;
    }
  }

  private long checkLines(long enough) throws IOException {
    RecordedAnswer.Reader answers = new RecordedAnswer.Reader();
    try (BufferedReader reader = TextFile.open(file)) {
      long payments = 0;
      long number = 0;
      String line;
      while (payments < enough && (line = reader.readLine()) != null) {
        number++;
        if (!line.isBlank()) {
          RecordedAnswer answer = answers.read(line.getBytes(StandardCharsets.UTF_8));
          if (answer.problem().isPresent()) {
            throw new ReplayFormatException(file, number, answer.problem().get());
          }
          payments += answer.rows().size();
        }
      }
      return payments;
    }
  }

  /**
   * Opens it as the source of the API's answers.
   *
   * @param served what an earlier life has served: it is left out
   */
  AnswerSource source(List<ServedPayment> served) throws IOException {
    return isTable()
        ? new TableSource(ReplayTable.open(file), served)
        : new RecordedBodies(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1), served);
  }
}
