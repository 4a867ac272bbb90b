package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.payment.Payment;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Asks an endpoint about one payment, for somebody who wants to know whether it works. */
public final class ModelTrial {
  private final ModelClient client;

  public ModelTrial(ModelClient client) {
    this.client = client;
  }

  /**
   * Why it gives no score; empty where it gives one. One attempt; repeats nothing of the payment.
   *
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public Optional<String> objection(URI endpoint, Payment payment) throws InterruptedException {
    ModelResponse answer = client.ask(endpoint, List.of(payment));
    if (answer instanceof ModelResponse.Sick sick) {
      return Optional.of(sick.reason());
    }
    if (answer instanceof ModelResponse.Failed failed) {
      return Optional.of(failed.reason());
    }
    return Double.isNaN(((ModelResponse.Scores) answer).scores()[0])
        ? Optional.of("an answer without a number")
        : Optional.empty();
  }
}
