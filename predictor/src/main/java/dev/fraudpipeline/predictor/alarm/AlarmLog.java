package dev.fraudpipeline.predictor.alarm;

import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises fraud alarms: one WARN line of the logger {@code ALARM} each, made for {@code grep} and
 * for people. Card numbers show their last four digits. Thread-safe.
 */
public final class AlarmLog implements FraudAlarm {
  private static final Logger log = LoggerFactory.getLogger("ALARM");
  private static final Pattern PLAIN = Pattern.compile("[\\w.:-]+");
  private static final int SCORE_DIGITS = 4;

  private final Clock clock;

  public AlarmLog(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void raise(Payment payment, double score, long sinceMillis) {
    log.warn("{}", line(payment, score, sinceMillis));
  }

  String line(Payment payment, double score, long sinceMillis) {
    return "fraud trans_num="
        + plain(payment, Column.TRANS_NUM)
        + " card="
        + LogText.card(payment.text(Column.CC_NUM))
        + " amt="
        + payment.text(Column.AMT)
        + " merchant="
        + quoted(payment, Column.MERCHANT)
        + " category="
        + plain(payment, Column.CATEGORY)
        + " score="
        + spelled(score)
        + " at="
        + quoted(payment, Column.TRANS_DATE_TRANS_TIME)
        + " latency_ms="
        + Math.max(0, clock.millis() - sinceMillis);
  }

  /** Without quotes where that cannot be misread. */
  private static String plain(Payment payment, Column column) {
    if (payment.isNull(column)) {
      return "null";
    }
    String text = payment.text(column);
    return PLAIN.matcher(text).matches() ? LogText.escaped(text) : LogText.quoted(text);
  }

  private static String quoted(Payment payment, Column column) {
    return payment.isNull(column) ? "null" : LogText.quoted(payment.text(column));
  }

  private static String spelled(double score) {
    BigDecimal rounded = BigDecimal.valueOf(score).setScale(SCORE_DIGITS, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
