package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void textOfWholeCharactersIsThatTextInUtf8() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("JsonTextTest: -Dseed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random.ints(random.nextInt(40), 0, 4).mapToObj(this::kind).reduce("", String::concat);

      assertThat(JsonText.utf8(text)).as("seed %d", seed).isEqualTo(text.getBytes(UTF_8));
      assertThat(JsonText.hasLoneSurrogate(text)).as("seed %d", seed).isFalse();
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
  void halfASurrogatePairBecomesItsEscapeWhereverItStands() {
    String text = "a\ud800b\udc00\ud800\ud83d\ude00\ud800";

    assertThat(JsonText.hasLoneSurrogate(text)).isTrue();
    assertThat(new String(JsonText.utf8(text), UTF_8))
        .isEqualTo("a\\ud800b\\udc00\\ud800\ud83d\ude00\\ud800");
  }
}
