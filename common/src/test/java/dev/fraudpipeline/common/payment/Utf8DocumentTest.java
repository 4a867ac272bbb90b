package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8DocumentTest {
  private final Utf8Document document = new Utf8Document();

  @Test
  void textInPiecesIsThatTextInUtf8() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("Utf8DocumentTest: -Dseed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random.ints(random.nextInt(40), 0, 4).mapToObj(this::kind).reduce("", String::concat);
      document.clear(random.nextInt(50));

      write(text, random);

      assertThat(written()).as("seed %d", seed).isEqualTo(text);
    }
  }

  private String kind(int kind) {
    return switch (kind) {
      case 0 -> "a\u0000\"";
      case 1 -> "\u00e9\u07ff";
      case 2 -> "\u0800\u20ac\uffff";
      default -> "\ud83d\ude00\udbff\udfff";
    };
  }

  @Test
  void halfASurrogatePairBecomesItsEscapeWhereverThePiecesEnd() {
    String text = "a\ud800b\udc00\ud800\ud83d\ude00\ud800";
    for (int cut = 0; cut <= text.length(); cut++) {
      document.clear(0);

      document.write(text.toCharArray(), 0, cut);
      document.write(text.toCharArray(), cut, text.length() - cut);

      assertThat(written()).isEqualTo("a\\ud800b\\udc00\\ud800\ud83d\ude00\\ud800");
    }
  }

  private void write(String text, Random random) {
    char[] chars = text.toCharArray();
    int at = 0;
    while (at < chars.length) {
      int piece = 1 + random.nextInt(chars.length - at);
      document.write(chars, at, piece);
      at += piece;
    }
  }

  private String written() {
    return new String(document.bytes(), 0, document.length(), UTF_8);
  }
}
