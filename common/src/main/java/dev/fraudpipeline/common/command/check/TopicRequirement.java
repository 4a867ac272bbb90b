package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Rights that a daemon needs on a topic, and how long it is to keep its records.
 *
 * @param rights that it needs; each implies DESCRIBE
 * @param forEver whether the topic is to keep its records without a limit of time
 */
public record TopicRequirement(String topic, Set<AclOperation> rights, boolean forEver) {

  /** A topic that is read. */
  public static TopicRequirement read(String topic) {
    return new TopicRequirement(topic, Set.of(AclOperation.READ), false);
  }

  /** A topic that is written. */
  public static TopicRequirement write(String topic) {
    return new TopicRequirement(topic, Set.of(AclOperation.WRITE), false);
  }

  /** Where records go that are rejected of {@code topic}. */
  public static TopicRequirement rejectedOf(String topic) {
    return new TopicRequirement(RejectedRecords.topicFor(topic), Set.of(AclOperation.WRITE), true);
  }
}
