package dev.fraudpipeline.predictor.alarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fraudpipeline.common.http.BlockingHttpClient;
import dev.fraudpipeline.common.http.HttpClientConfig;
import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts each alarm as JSON to a URL, one after the other, in a thread of its own: a receiver that
 * is slow or down can neither delay nor stop scoring. Its {@code text} is what chat services show;
 * the other members are for programs. What is not accepted is tried again, for ever; beyond 1,000
 * that wait, alarms are in the log alone, and a line says how many. Thread-safe.
 *
 * <p>The URL is a secret with many services, and is never shown.
 */
public final class WebhookAlarm implements FraudAlarm, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookAlarm.class);
  private static final int MOST_WAITING = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long LONGEST_ANSWER = 64 << 10;
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

  /** At the end: for what waits, where the receiver takes it. */
  private static final Duration LAST_ALARMS = Duration.ofMillis(500);

  private static final long TELL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private final URI url;
  private final Runnable toldOfEach;
  private final StopSignal stop;
  private final BlockingHttpClient http;
  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder undelivered = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Outage outage =
      new Outage(log, "the receiver of alarms", AvailabilityListener.UNHEARD, BACKOFF);
  private final Thread thread;
  private volatile boolean closing;
  private long told = System.nanoTime() - TELL_NANOS;

  /**
   * @param toldOfEach is run for each alarm that is in the log alone
   */
  public WebhookAlarm(URI url, Runnable toldOfEach, StopSignal stop) {
    this.url = url;
    this.toldOfEach = toldOfEach;
    this.stop = stop;
    this.http = new BlockingHttpClient(new HttpClientConfig(TIMEOUT, LONGEST_ANSWER), stop);
    this.thread = new Thread(this::deliver, "alarm-webhook");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void raise(Payment payment, double score, long sinceMillis) {
    undelivered.increment();
    if (!waiting.offer(body(payment, score))) {
      drop();
    }
  }

  private byte[] body(Payment payment, double score) {
    ObjectNode body = json.createObjectNode();
    String card = LogText.card(payment.text(Column.CC_NUM));
    String merchant = text(payment, Column.MERCHANT);
    body.put(
        "text",
        "Fraud suspected: %s at %s, card %s, score %.4f, trans_num %s"
            .formatted(
                payment.text(Column.AMT), merchant, card, score, payment.text(Column.TRANS_NUM)));
    body.put("trans_num", payment.text(Column.TRANS_NUM));
    body.put("unix_time", payment.integer(Column.UNIX_TIME));
    body.put("card", card);
    body.put("amt", payment.decimal(Column.AMT));
    body.put("merchant", merchant);
    body.put("category", text(payment, Column.CATEGORY));
    body.put("score", score);
    body.put("at", payment.text(Column.TRANS_DATE_TRANS_TIME));
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Payment payment, Column column) {
    return payment.isNull(column) ? null : payment.text(column);
  }

  private void deliver() {
    try {
      while (!closing || !waiting.isEmpty()) {
        byte[] next = waiting.poll(1, TimeUnit.SECONDS);
        while (next != null && !post(next)) {
          tellDropped();
          if (stop.await(outage.nextDelay())) {
            return;
          }
        }
        tellDropped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells whether that is settled. */
  private boolean post(byte[] body) throws InterruptedException {
    try {
      int status = http.post(url, HEADERS, body).status();
      if (status / 100 == 2) {
        outage.succeeded();
        undelivered.decrement();
        return true;
      }
      outage.failed("status " + status);
      // Another 4xx is said about this alarm, and would be said again.
      boolean refused = status / 100 == 4 && status != 408 && status != 429;
      if (refused) {
        drop();
      }
      return refused;
    } catch (IOException e) {
      outage.failed(e.getClass().getSimpleName());
      return false;
    }
  }

  /** It is in the log alone. */
  private void drop() {
    undelivered.decrement();
    dropped.increment();
    toldOfEach.run();
  }

  private void tellDropped() {
    if (dropped.sum() > 0 && System.nanoTime() - told >= TELL_NANOS) {
      told = System.nanoTime();
      log.error("{} alarms were not delivered and are in the log alone", dropped.sumThenReset());
    }
  }

  /**
   * Delivers what waits, where that can be done at once, and says what it leaves. Does nothing when
   * called again.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    try {
      if (undelivered.sum() > 0) {
        thread.join(LAST_ALARMS.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
    long left = undelivered.sum() + dropped.sumThenReset();
    if (left > 0) {
      log.error("{} alarms were not delivered and are in the log alone", left);
    }
  }
}
