package dev.fraudpipeline.producer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OversizedRecordsTest {
  @TempDir Path journal;

  @Test
  void whatIsKeptTwiceIsThereOnceAndWhole() throws IOException {
    OversizedRecords oversized = new OversizedRecords(journal);
    byte[] bytes = "a large record".getBytes(UTF_8);

    Path first = oversized.keep("id-0", bytes);
    Path second = oversized.keep("id-0", bytes);

    assertThat(first).isAbsolute().isEqualTo(second).hasBinaryContent(bytes);
    try (Stream<Path> files = Files.list(journal.resolve("refused"))) {
      assertThat(files).containsExactly(journal.resolve("refused").resolve("id-0"));
    }
  }
}
