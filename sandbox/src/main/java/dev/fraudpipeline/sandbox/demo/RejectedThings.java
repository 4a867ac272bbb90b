package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.RejectionCode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Content of the topics of rejected records: a thing counts once, however often it was written, and
 * not any more once it was replayed, since then it is a row, or is rejected anew under another id.
 * Not thread-safe.
 */
final class RejectedThings {
  private final Set<String> rejected = new HashSet<>();
  private final Set<String> unreadable = new HashSet<>();
  private final Set<String> replayed = new HashSet<>();

  /**
   * Takes note of a record.
   *
   * @param place where it was read, which is its id where it has none
   */
  void note(Headers headers, String place) {
    String id = text(headers, "rejected_id").orElse(place);
    if (headers.lastHeader("replayed_at") != null) {
      replayed.add(id);
      return;
    }
    rejected.add(id);
    if (text(headers, "rejected_stage").equals(Optional.of("producer"))
        && text(headers, "rejected_code")
            .equals(Optional.of(RejectionCode.UNREADABLE.headerText()))) {
      unreadable.add(id);
    }
  }

  /** The ids of those that are still only rejected. */
  Set<String> ids() {
    Set<String> ids = new HashSet<>(rejected);
    ids.removeAll(replayed);
    return ids;
  }

  /** Number of these that are whole answers of the API which the producer could not read. */
  long unreadableAnswers() {
    return unreadable.stream().filter(id -> !replayed.contains(id)).count();
  }

  private static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
