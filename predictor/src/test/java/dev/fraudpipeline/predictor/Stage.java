package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.schema.Column;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.model.Frame;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics of a test's own, payments numbered on from 0 in the first of them, predictors that work on
 * them, what these log, and what must be true at the end. Used by one thread.
 */
final class Stage implements AutoCloseable {
  static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);

  static final int PARTITIONS = 3;

  /** Enough for each partition to have some. */
  private static final int CARDS = 16;

  /** All but the last digits of every card. */
  private static final String CARD = "485548815813169";

  private static final Pattern ALARM = Pattern.compile("ALARM - fraud trans_num=([0-9a-f]{32}) ");

  private static int stages;

  final Map<String, String> environment = new HashMap<>();
  final String topic1 = "one-" + ++stages;
  final String topic2 = "two-" + stages;

  private final Path folder;
  private final SandboxKafka kafka = SharedKafka.get();
  private final KafkaProducer<byte[], byte[]> producer;
  private final CommittedTopic scored = new CommittedTopic(kafka.address(), topic2);
  private final CommittedTopic rejected = new CommittedTopic(kafka.address(), topic1 + "_rejected");
  private final RecordedLog log = new RecordedLog();
  private final Set<Path> logs = new TreeSet<>();
  private final List<Integer> partitions = new ArrayList<>();
  private int written;
  private int unreadable;

  /**
   * @param folder for files that the test leaves behind
   */
  Stage(Path folder, String modelUrl) {
    this.folder = folder;
    environment.put("KAFKA_CONFIG", properties("").toString());
    environment.put("TOPIC_1", topic1);
    environment.put("TOPIC_2", topic2);
    environment.put("TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
    environment.put("PREDICTOR_GROUP", "group-of-" + topic1);
    environment.put("MODEL_URL", modelUrl);
    environment.put("MODEL_NAME", "every-tenth");
    environment.put("MODEL_TIMEOUT", "2s");
    environment.put("BATCH_SIZE", "7");
    createTopic();
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.address(),
                // Of a topic that is just being made, the leader may refuse one request and take
                // the next.
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                // Else it forgets the topic while Kafka is away, and send() waits.
                CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                "none",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                DEFINITELY_TOO_SLOW.toMillis()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private void createTopic() {
    with(admin -> admin.createTopics(List.of(new NewTopic(topic1, PARTITIONS, (short) 1))).all());
  }

  /** Takes the members out of the group, as if they had not been heard of for too long. */
  void evict() {
    with(
        admin ->
            admin
                .removeMembersFromConsumerGroup(
                    group(), new RemoveMembersFromConsumerGroupOptions())
                .all());
  }

  /** Has the broker refuse the producer that now works for this instance. */
  void fence(String instance) {
    with(admin -> admin.fenceProducers(List.of(group() + "-" + instance)).all());
  }

  /** The group's members by id, each with the number of its partitions. */
  Map<String, Integer> members() {
    Map<String, Integer> members = new HashMap<>();
    with(admin -> admin.describeConsumerGroups(List.of(group())).all())
        .get(group())
        .members()
        .forEach(m -> members.put(m.consumerId(), m.assignment().topicPartitions().size()));
    return members;
  }

  private String group() {
    return environment.get("PREDICTOR_GROUP");
  }

  private <T> T with(Function<Admin, KafkaFuture<T>> request) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.address()))) {
      return request.apply(admin).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A file of client properties: where Kafka is, and these lines. */
  Path properties(String more) {
    try {
      return Files.writeString(
          Files.createTempFile(folder, "client", ".properties"),
          "bootstrap.servers=" + kafka.address() + "\n" + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model by which every tenth payment is a fraud. */
  static Object everyTenthIsFraud(Frame frame) {
    return numbers(frame).map(number -> number % 10 == 0 ? 1 : 0).toArray();
  }

  /** The numbers of the payments that a model is asked about. */
  static IntStream numbers(Frame frame) {
    Object[] transNums = frame.objects(Column.TRANS_NUM);
    return IntStream.range(0, frame.size()).map(i -> Integer.parseInt(transNums[i].toString(), 16));
  }

  DaemonThread predictor() {
    Map<String, String> mine = Map.copyOf(environment);
    return DaemonThread.start("predictor", stop -> Main.run(new Settings(Map.of(), mine), stop));
  }

  /** A predictor as users start it, so that it can be killed. */
  JarProcess process(Path logFile) {
    logs.add(logFile);
    JarCommand command =
        JarCommand.of(Path.of("target", "predictor.jar").toAbsolutePath(), logFile);
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      command = command.environment(variable.getKey(), variable.getValue());
    }
    return JarProcess.start(command);
  }

  /** Writes so many payments more, of a few cards in turn. */
  void write(int payments) {
    for (int i = 0; i < payments; i++) {
      write(Payments.document(written));
    }
  }

  /** Writes one payment more, that has this document but for its card. */
  void write(String document) {
    String card = Long.toString(4_855_488_158_131_690_372L + written % CARDS);
    byte[] key = card.getBytes(UTF_8);
    send(key, document.replace("4855488158131690372", card).getBytes(UTF_8));
    partitions.add(BuiltInPartitioner.partitionForKey(key, PARTITIONS));
    written++;
  }

  void send(byte[] key, byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic1, key, value);
    Headers.add(record.headers(), Headers.FETCHED_AT, "1730134684000");
    var unused = producer.send(record);
  }

  /** Writes what is no payment, and is to be rejected; null where there is no key or value. */
  void writeUnreadable(String key, String value) {
    send(key == null ? null : key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
    unreadable++;
  }

  /** How many of the payments so far are in the same partition as this one. */
  int inPartitionOf(int payment) {
    return (int)
        partitions.stream().filter(partition -> partition.equals(partitions.get(payment))).count();
  }

  /** How many payments were written. */
  int written() {
    return written;
  }

  /** Waits until all that was written is scored or rejected. */
  void awaitAllDone(BooleanSupplier running) {
    awaitDone(written + unreadable, running);
  }

  /** Waits until so many are scored or rejected, while all of these predictors run. */
  void awaitDone(int count, DaemonThread... predictors) {
    awaitDone(count, () -> List.of(predictors).stream().allMatch(p -> p.status().isEmpty()));
  }

  void awaitDone(int count, BooleanSupplier running) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .pollInSameThread()
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .untilAsserted(
            () -> {
              assertThat(scored().size() + rejected().size()).isGreaterThanOrEqualTo(count);
              assertThat(running.getAsBoolean()).as("runs on").isTrue();
            });
  }

  List<ConsumerRecord<byte[], byte[]>> scored() {
    return scored.read();
  }

  List<ConsumerRecord<byte[], byte[]>> rejected() {
    return rejected.read();
  }

  /** What the predictors have logged so far. */
  String log() {
    StringBuilder all = new StringBuilder(log.text());
    for (Path file : logs) {
      try {
        all.append(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all.toString();
  }

  void awaitLog(String text) {
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> log().contains(text));
  }

  /** The payments that an alarm was raised for, in the order of the log. */
  static List<Integer> alarmsIn(String log) {
    return ALARM.matcher(log).results().map(m -> Integer.parseInt(m.group(1), 16)).toList();
  }

  /** The numbers of the payments among these records, in their order. */
  static List<Integer> numbersIn(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(record -> new PaymentReader().readOne(record.value()) instanceof Payment)
        .map(Stage::read)
        .map(Stage::number)
        .toList();
  }

  /**
   * Every payment is there once, scored or rejected, and one card's are in order; every fraud has
   * raised an alarm; no card number was logged.
   */
  void assertEachDoneExactlyOnce() {
    List<ConsumerRecord<byte[], byte[]>> scored = scored();
    List<ConsumerRecord<byte[], byte[]>> rejected = rejected();
    List<Integer> all = new ArrayList<>(numbersIn(scored));
    all.addAll(numbersIn(rejected));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, written).boxed().toList());
    assertThat(all.size() + unreadable).isEqualTo(scored.size() + rejected.size());
    assertThat(rejected.stream().map(r -> Headers.text(r.headers(), Headers.REJECTED_ID)))
        .doesNotHaveDuplicates();
    Map<String, Integer> lastOfCard = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : scored) {
      int number = number(read(record));
      Integer before = lastOfCard.put(new String(record.key(), UTF_8), number);
      assertThat(before == null || before < number).as("order of one card").isTrue();
    }
    String logged = log();
    assertThat(alarmsIn(logged)).as("alarms").containsAll(fraudsIn(scored));
    assertThat(logged).doesNotContain(CARD);
  }

  /** Nothing has happened for which an alarm may be raised once more. */
  void assertNoAlarmTwice() {
    assertThat(alarmsIn(log())).as("alarms").doesNotHaveDuplicates();
  }

  private static List<Integer> fraudsIn(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(Stage::read)
        .filter(payment -> payment.text(Column.IS_FRAUD).equals("1"))
        .map(Stage::number)
        .toList();
  }

  static Payment read(ConsumerRecord<byte[], byte[]> record) {
    return Payments.read(new String(record.value(), UTF_8));
  }

  static int number(Payment payment) {
    return Integer.parseInt(payment.text(Column.TRANS_NUM), 16);
  }

  @Override
  public void close() {
    log.close();
    scored.close();
    rejected.close();
    producer.close(Duration.ZERO);
  }
}
