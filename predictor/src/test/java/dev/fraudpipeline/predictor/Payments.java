package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.model.TypedFrame;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Payments made up for tests, each with a number that its {@code trans_num} spells. */
public final class Payments {
  private Payments() {}

  /** A payment of 60.10 with a card number beyond 2^53. */
  public static Payment payment(int number) {
    return read(document(number));
  }

  /** The value of a message in topic_1. */
  public static String document(int number) {
    return String.format(
        Locale.ROOT,
        "{\"trans_date_trans_time\":\"2024-10-28 16:58:04\",\"cc_num\":4855488158131690372,"
            + "\"merchant\":\"fraud_Berge, Kautzer and Harris\",\"category\":\"personal_care\","
            + "\"amt\":60.10,\"first\":\"Ada\",\"last\":\"Quill\",\"gender\":\"F\","
            + "\"street\":\"1 Test Lane\",\"city\":\"Testville\",\"state\":\"VT\",\"zip\":5654,"
            + "\"lat\":44.1554,\"long\":-72.4847,\"city_pop\":970,\"job\":\"Tester\","
            + "\"dob\":\"1993-09-29\",\"trans_num\":\"%032x\",\"unix_time\":1730134684,"
            + "\"merch_lat\":45.012462,\"merch_long\":-72.219161,\"is_fraud\":0}",
        number);
  }

  public static Payment read(String document) {
    return (Payment) new PaymentParser().readOne(document.getBytes(UTF_8));
  }

  static Payment read(ConsumerRecord<byte[], byte[]> record) {
    return read(new String(record.value(), UTF_8));
  }

  static int number(Payment payment) {
    return Integer.parseInt(payment.text(Column.TRANS_NUM), 16);
  }

  /** The numbers of the payments among these records, in their order. */
  static List<Integer> numbersIn(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(record -> new PaymentParser().readOne(record.value()) instanceof Payment)
        .map(Payments::read)
        .map(Payments::number)
        .toList();
  }

  /** The numbers of the payments that a model is asked about. */
  static IntStream numbers(TypedFrame frame) {
    String[] transNums = frame.texts(Column.TRANS_NUM);
    return IntStream.range(0, frame.size()).map(i -> Integer.parseInt(transNums[i], 16));
  }

  /** A model by which every tenth payment is a fraud. */
  static Object everyTenthIsFraud(TypedFrame frame) {
    return numbers(frame).map(number -> number % 10 == 0 ? 1 : 0).toArray();
  }
}
