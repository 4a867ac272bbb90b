package dev.fraudpipeline.sandbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class RejectedThingsTest {
  private final RejectedThings things = new RejectedThings();

  @Test
  void aThingThatWasWrittenTwiceCountsOnce() {
    things.note(rejected("a", "unreadable"), "t-0@0");
    things.note(rejected("a", "unreadable"), "t-0@1");
    things.note(rejected("b", "bad_value"), "t-0@2");
    things.note(new RecordHeaders(), "t-0@3");

    assertThat(things.ids()).containsExactlyInAnyOrder("a", "b", "t-0@3");
    assertThat(things.unreadableAnswers()).isEqualTo(1);
  }

  @Test
  void aReplayedThingCountsNoMoreWhicheverOfTheTwoIsReadFirst() {
    things.note(rejected("a", "unreadable"), "t-0@0");
    things.note(mark("a"), "t-1@0");
    things.note(mark("b"), "t-1@1");
    things.note(rejected("b", "bad_value"), "t-2@0");
    // What came back is another rejected thing.
    things.note(rejected("topic_1-0@7", "bad_value"), "t-2@1");

    assertThat(things.ids()).containsExactly("topic_1-0@7");
    assertThat(things.unreadableAnswers()).isZero();
  }

  private static Headers mark(String id) {
    return rejected(id, "unreadable").add("replayed_at", "1".getBytes(UTF_8));
  }

  private static Headers rejected(String id, String code) {
    return new RecordHeaders()
        .add("rejected_id", id.getBytes(UTF_8))
        .add("rejected_stage", "producer".getBytes(UTF_8))
        .add("rejected_code", code.getBytes(UTF_8));
  }
}
