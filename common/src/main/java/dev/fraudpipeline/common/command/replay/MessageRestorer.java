package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.common.payment.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends a topic's message again as it was: same key, same bytes, same headers. Not thread-safe. */
public final class MessageRestorer implements RecordRestorer {
  private final String topic;
  private final Function<Payment, Optional<Rejection>> objection;
  private final SourceTopic wholes;
  private final PaymentParser reader = new PaymentParser();

  /**
   * @param plan whose topic the messages came from and go back to
   * @param objection why a payment would be rejected again by its own fault, though it can be read
   */
  public MessageRestorer(ReplayPlan plan, Function<Payment, Optional<Rejection>> objection) {
    this.topic = plan.topic();
    this.objection = objection;
    this.wholes = new SourceTopic(plan.kafka(), topic);
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
    ParsedRow row = reader.readOne(message.value());
    Optional<Rejection> still =
        row instanceof InvalidRow bad
            ? Optional.of(bad.rejection())
            : objection.apply((Payment) row);
    if (still.isPresent()) {
      return new StillBad(still.get().reason());
    }
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(topic, message.key(), message.value());
    message
        .headers()
        .forEach(
            header -> {
              if (!PipelineHeaders.isOfRejection(header)) {
                again.headers().add(header);
              }
            });
    return new Again(List.of(again));
  }

  @Override
  public void close() {
    wholes.close();
  }
}
