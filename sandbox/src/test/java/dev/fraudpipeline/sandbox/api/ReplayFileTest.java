package dev.fraudpipeline.sandbox.api;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.common.payment.PaymentParser;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayFileTest {
  /** Of the training file's kind, with its two times seven years apart. */
  private static final String HEADING =
      ",trans_date_trans_time,cc_num,merchant,category,amt,job,trans_num,unix_time,is_fraud";

  private static final String ROW_A =
      "4,2020-06-21 12:14:25,4992346398065154184,\"fraud_Jessop, Gallo and Novak\",home,2.86,"
          + "\"Editor, film/video\",aa,1371816865,0";

  private static final String ROW_B =
      "5,2020-06-21 12:14:33,3573030041201292,fraud_Kowal"
          + " Inc,travel,29.80,Optician,bb,1371816873,1";

  private static final PaymentId A = new PaymentId("aa", 1_371_816_865);
  private static final PaymentId B = new PaymentId("bb", 1_371_816_873);

  @TempDir private Path folder;

  @Test
  void theTrainingFileIsTakenAsItIs() throws IOException {
    // When
    List<AnswerBatch> batches = play(file("fraud.csv", HEADING, ROW_A, ROW_B));

    // Then
    assertThat(ids(batches)).containsExactly(A, B);
    assertThat(new String(batches.get(0).body(), UTF_8))
        .contains("\\\"index\\\":[4,5]", ",4992346398065154184,", ",29.80,");
    assertThat(batches.get(0).rows()).extracting(AnswerRow::fraud).containsExactly(false, true);
  }

  @Test
  void itIsTakenAsPandasAndSpreadsheetsSaveItAgain() throws IOException {
    String quoted = "\"" + ROW_B.replace(",", "\",\"") + "\"";
    String semicolons = ROW_B.replace(',', ';').replace("29.80", "29,80");
    for (Path saved :
        List.of(
            file("again.csv", "Unnamed: 0" + HEADING.replaceFirst("^", ","), "0," + ROW_B),
            file("titled.csv", "index" + HEADING, ROW_B),
            file("without.csv", HEADING.substring(1), ROW_B.substring(2)),
            file("marked.csv", UTF_8, "\ufeff" + HEADING + "\r\n" + quoted + "\r\n"),
            file("german.csv", UTF_8, "\ufeff" + HEADING.replace(',', ';') + "\r\n" + semicolons),
            file("unicode.txt", UTF_16, (HEADING + "\n" + ROW_B).replace(',', '\t')),
            file(
                "order.csv", "amt,is_fraud,cc_num,trans_num,unix_time", "29.80,1,42,bb,1371816873"),
            file(
                "more.csv", "trans_num,note,amt,cc_num,unix_time", "bb,a \"n\",1,42,1371816873"))) {
      // When
      List<AnswerBatch> batches = play(saved);

      // Then
      assertThat(ids(batches)).as(saved.toString()).containsExactly(B);
      assertThat(read(batches)).as(saved.toString()).containsExactly(B);
    }
  }

  @Test
  void theColumnsOfTheApiAreTakenAsATable() throws IOException {
    // When
    List<AnswerBatch> batches =
        play(
            file(
                "api.csv",
                "cc_num,amt,trans_num,is_fraud,current_time",
                "42,1.10,t,0,1730133730257",
                "42,1.20,t,1,2024-10-28T16:42:11Z"));

    // Then
    assertThat(ids(batches))
        .containsExactly(new PaymentId("t", 1_730_133_730), new PaymentId("t", 1_730_133_731));
    assertThat(read(batches)).isEqualTo(ids(batches));
  }

  @Test
  void jsonLinesAreAnswersOrObjectsByteForByte() throws IOException {
    // Given
    String object = "{\"trans_num\":\"bb\",\"cc_num\":42,\"amt\":1.10,\"unix_time\":1371816873}";
    String split =
        "{\"columns\":[\"trans_num\",\"cc_num\",\"amt\",\"unix_time\"],\"index\":[4],"
            + "\"data\":[[\"aa\",42,1.10,1371816865]]}";
    String twice = '"' + split.replace("\"", "\\\"") + '"';

    // When
    List<AnswerBatch> batches =
        play(file("seen.txt", "\ufeff" + object, split, "", twice, "[" + object + "]"));

    // Then
    assertThat(ids(batches)).containsExactly(B, A, A, B);
    assertThat(read(batches)).containsExactly(B, A, A, B);
    assertThat(batches)
        .extracting(batch -> new String(batch.body(), UTF_8))
        .containsExactly(object, split, twice, "[" + object + "]");
  }

  @Test
  void whatCannotBeTakenIsSaidWithLineAndColumn() throws IOException {
    String rows = HEADING + "\n" + ROW_A + "\n";
    refused(rows + ROW_B.replace("29.80", "lots"), "line 3, column 6 (amt): amt must be");
    refused(rows + ROW_B.replace("bb", ""), "line 3, column 8 (trans_num): trans_num is missing");
    refused(
        rows + ROW_B.replace("3573030041201292", "3.57E+15"),
        "line 3, column 3 (cc_num): 3.57E+15 is no card number");
    refused(rows + "5,2020-06-21", "line 3: it has 2 columns, but the heading has 10");
    refused(rows + "5,\"2020", "line 3: Missing closing quote");
    refused("trans_num,cc_num,unix_time\na,1,2", "line 1: the heading has no column amt;");
    refused("trans_num,cc_num,amt\na,1,2", "line 1: the heading has no time");
    refused("amt,trans_num,cc_num,amt,unix_time\n", "line 1: column amt is there twice");
    refused(HEADING, "line 1: there is no payment in it");
    refused("", "line 1: the heading has no column trans_num");
    refused("{\"trans_num\":\"a\"}\n", "line 1: the time is missing");
    refused("[]\n{\"trans_num\" \"a\"}", "line 2, column 14: it is no JSON");
  }

  private void refused(String text, String why) throws IOException {
    Path file = file("refused", UTF_8, text);
    assertThatThrownBy(() -> new ReplayFile(file).check(0))
        .isInstanceOf(ReplayFormatException.class)
        .hasMessageContaining(file + ", " + why);
  }

  private Path file(String name, String... lines) throws IOException {
    return file(name, UTF_8, String.join("\n", lines));
  }

  private Path file(String name, Charset charset, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, charset);
  }

  private static List<AnswerBatch> play(Path file) throws IOException {
    ReplayFile replay = new ReplayFile(file);
    replay.check(0);
    AnswerSource source = replay.source(List.of());
    List<AnswerBatch> batches = new ArrayList<>();
    Optional<AnswerBatch> batch = source.take(100, 100, Instant.EPOCH);
    while (batch.isPresent()) {
      batches.add(batch.get());
      batch = source.take(100, 100, Instant.EPOCH);
    }
    assertThat(source.atEnd()).isTrue();
    return batches;
  }

  private static List<PaymentId> ids(List<AnswerBatch> batches) {
    return batches.stream()
        .flatMap(batch -> batch.rows().stream())
        .map(row -> new PaymentId(row.transNum(), row.unixTime()))
        .toList();
  }

  /** As the producer reads them. */
  private static List<PaymentId> read(List<AnswerBatch> batches) {
    PaymentParser reader = new PaymentParser();
    return batches.stream()
        .flatMap(batch -> reader.readAll(batch.body()).stream())
        .map(row -> ((Payment) row).id())
        .toList();
  }
}
