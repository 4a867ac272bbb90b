package dev.fraudpipeline.sink.command.verdict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fraudpipeline.common.log.LogText;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Prints payments: a table for people, or a JSON object a line for programs. */
final class PaymentListing {
  private static final JsonFactory JSON = new JsonFactory();

  private PaymentListing() {}

  static void table(List<ReviewablePayment> payments, PrintStream out) {
    if (payments.isEmpty()) {
      return;
    }
    int width = payments.stream().mapToInt(p -> text(p.transNum()).length()).max().orElse(0);
    String format = "%-" + Math.max(9, width) + "s  %-19s  %12s  %6s  %-7s  %-14s  %s%n";
    out.printf(
        Locale.ROOT, format, "trans_num", "at", "amt", "score", "verdict", "category", "merchant");
    for (ReviewablePayment payment : payments) {
      out.printf(
          Locale.ROOT,
          format,
          text(payment.transNum()),
          payment.at(),
          payment.amount(),
          payment.score().map(score -> String.format(Locale.ROOT, "%.4f", score)).orElse("-"),
          payment.confirmed().map(String::valueOf).orElse("-"),
          payment.category().map(PaymentListing::text).orElse("-"),
          payment.merchant().map(PaymentListing::text).orElse("-"));
    }
  }

  /** Escapes what came from outside: it moves no cursor and begins no line. */
  private static String text(String text) {
    return LogText.escaped(text);
  }

  static void json(List<ReviewablePayment> payments, PrintStream out) {
    for (ReviewablePayment payment : payments) {
      out.println(json(payment));
    }
  }

  private static String json(ReviewablePayment payment) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("trans_num", payment.transNum());
      json.writeStringField("trans_date_trans_time", payment.at());
      json.writeNumberField("amt", new BigDecimal(payment.amount()));
      json.writeStringField("merchant", payment.merchant().orElse(null));
      json.writeStringField("category", payment.category().orElse(null));
      json.writeFieldName("score");
      json.writeNumber(payment.score().map(String::valueOf).orElse("null"));
      json.writeNumberField("is_fraud", payment.predicted());
      json.writeFieldName("fraud_confirmed");
      json.writeNumber(payment.confirmed().map(String::valueOf).orElse("null"));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
