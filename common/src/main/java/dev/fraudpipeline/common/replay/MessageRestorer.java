package dev.fraudpipeline.common.replay;

import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.rejected.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends a topic's message again as it was: same key, same bytes, same headers. */
public final class MessageRestorer implements Restorer {
  private final String topic;
  private final Function<byte[], Optional<Rejection>> objection;
  private final SourceTopic wholes;

  /**
   * @param topic the one that the messages came from and go back to
   * @param objection why a message's value would be rejected again by its own fault
   */
  public MessageRestorer(
      String topic, Function<byte[], Optional<Rejection>> objection, SourceTopic wholes) {
    this.topic = topic;
    this.objection = objection;
    this.wholes = wholes;
  }

  @Override
  public Restored restore(RejectedRecord rejected) {
    ConsumerRecord<byte[], byte[]> message = rejected.source();
    if (rejected.truncated()) {
      Optional<ConsumerRecord<byte[], byte[]>> whole = wholes.find(rejected.id());
      if (whole.isEmpty()) {
        return new CutOff("the whole is not in topic " + topic + " any more");
      }
      message = whole.get();
    }
    Optional<Rejection> still = objection.apply(message.value());
    if (still.isPresent()) {
      return new StillBad(still.get().reason());
    }
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(topic, message.key(), message.value());
    message
        .headers()
        .forEach(
            header -> {
              if (!Headers.isOfRejection(header)) {
                again.headers().add(header);
              }
            });
    return new Again(List.of(again));
  }
}
