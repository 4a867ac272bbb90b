package dev.fraudpipeline.sandbox.payments;

import dev.fraudpipeline.common.payment.Column;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** One invented payment, with the truth about it. */
public final class InventedPayment {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final CardHolder customer;
  private final long cardNumber;
  private final String merchant;
  private final SpendingCategory category;
  private final BigDecimal amount;
  private final String transNum;
  private final double merchantLat;
  private final double merchantLong;
  private final boolean fraud;
  private final Instant at;

  InventedPayment(
      CardHolder customer,
      long cardNumber,
      String merchant,
      SpendingCategory category,
      BigDecimal amount,
      String transNum,
      double merchantLat,
      double merchantLong,
      boolean fraud,
      Instant at) {
    this.customer = customer;
    this.cardNumber = cardNumber;
    this.merchant = merchant;
    this.category = category;
    this.amount = amount;
    this.transNum = transNum;
    this.merchantLat = merchantLat;
    this.merchantLong = merchantLong;
    this.fraud = fraud;
    this.at = at;
  }

  /** 32 hexadecimal digits. */
  public String transNum() {
    return transNum;
  }

  public boolean fraud() {
    return fraud;
  }

  public Instant at() {
    return at;
  }

  /**
   * The column's value as the documents spell it, without JSON quotes: amounts lose zeros at the
   * end, as pandas writes them (60.1, 100.0).
   */
  public String text(Column column) {
    return switch (column) {
      case TRANS_DATE_TRANS_TIME -> DATE_TIME.format(at);
      case CC_NUM -> Long.toString(cardNumber);
      case MERCHANT -> merchant;
      case CATEGORY -> category.label();
      case AMT -> amount.toPlainString();
      case FIRST -> customer.first();
      case LAST -> customer.last();
      case GENDER -> customer.gender();
      case STREET -> customer.street();
      case CITY -> customer.city().name();
      case STATE -> customer.city().state();
      case ZIP -> Integer.toString(customer.city().zip());
      case LAT -> Double.toString(customer.city().lat());
      case LONG -> Double.toString(customer.city().lon());
      case CITY_POP -> Integer.toString(customer.city().population());
      case JOB -> customer.job();
      case DOB -> customer.dob().toString();
      case TRANS_NUM -> transNum;
      case UNIX_TIME -> Long.toString(at.getEpochSecond());
      case MERCH_LAT -> Double.toString(merchantLat);
      case MERCH_LONG -> Double.toString(merchantLong);
      case IS_FRAUD -> fraud ? "1" : "0";
    };
  }
}
