package dev.fraudpipeline.common.check;

import dev.fraudpipeline.common.rejected.RejectedRecords;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What a daemon does with a topic.
 *
 * @param rights that it needs; each implies DESCRIBE
 * @param forEver whether the topic is to keep its records without a limit of time
 */
public record TopicNeed(String topic, Set<AclOperation> rights, boolean forEver) {

  /** A topic that is read. */
  public static TopicNeed read(String topic) {
    return new TopicNeed(topic, Set.of(AclOperation.READ), false);
  }

  /** A topic that is written. */
  public static TopicNeed write(String topic) {
    return new TopicNeed(topic, Set.of(AclOperation.WRITE), false);
  }

  /** Where records go that are rejected of {@code topic}. */
  public static TopicNeed rejectedOf(String topic) {
    return new TopicNeed(RejectedRecords.topicFor(topic), Set.of(AclOperation.WRITE), true);
  }
}
