package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.daemon.Daemon;
import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.kafka.Topics;
import dev.fraudpipeline.common.log.Summary;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.schema.BadRow;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.common.schema.Row;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the Kafka client: polls the API, brings each payment to the training-set schema, and
 * hands it to the {@link TopicWriter}. Not thread-safe.
 */
final class ProducerSession implements Daemon.Session {
  private static final Logger log = LoggerFactory.getLogger(ProducerSession.class);

  private final Topics topics;
  private final Poller poller;
  private final TopicWriter writer;
  private final String topic1;
  private final RejectedRecords rejected;
  private final StopSignal stop;
  private final PaymentReader reader = new PaymentReader();
  private final Summary summary = new Summary();
  private long payments;
  private long rejects;

  ProducerSession(
      Topics topics,
      Poller poller,
      TopicWriter writer,
      String topic1,
      RejectedRecords rejected,
      StopSignal stop) {
    this.topics = topics;
    this.poller = poller;
    this.writer = writer;
    this.topic1 = topic1;
    this.rejected = rejected;
    this.stop = stop;
  }

  @Override
  public void run() throws InterruptedException {
    StopSignal.Subscription stopping = stop.onRaise(writer::cutShort);
    try {
      pollAndWrite();
    } finally {
      stopping.close();
    }
  }

  private void pollAndWrite() throws InterruptedException {
    topics.awaitAndCreate(List.of(topic1), List.of(RejectedRecords.topicFor(topic1)));
    writer.sendLeftOvers();
    while (!stop.isRaised()) {
      writer.throwIfFailed();
      writer.watch();
      Optional<ApiAnswer.Body> answer = poller.poll();
      if (answer.isPresent()) {
        write(answer.get());
      }
      if (summary.isDue() && payments + rejects > 0) {
        log.info("{} payments sent, {} rejected", payments, rejects);
        payments = 0;
        rejects = 0;
      }
    }
  }

  private void write(ApiAnswer.Body answer) {
    for (Row row : reader.readAll(answer.body())) {
      if (row instanceof Payment payment) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(topic1, payment.key(), payment.json());
        Headers.add(record.headers(), Headers.FETCHED_AT, Long.toString(answer.fetchedAtMillis()));
        writer.send(record);
        payments++;
      } else {
        BadRow bad = (BadRow) row;
        String id = UUID.randomUUID().toString();
        log.warn("rejected {} of the API's answer: {}", id, bad.rejection().reason());
        writer.send(rejected.of(id, bad.rejection(), null, bad.document()));
        rejects++;
      }
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
