package dev.fraudpipeline.predictor.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.command.check.Check;
import dev.fraudpipeline.common.command.check.CheckFinding;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.predictor.model.ModelClient;
import dev.fraudpipeline.predictor.model.ModelRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Tells whether each endpoint of the model gives a score: for the newest payment of topic_1, and
 * where there is none, or it is refused, for a made-up one. Nothing of a payment is told.
 */
public final class ModelCheck implements Check {
  private static final String MADE_UP =
      """
      {"trans_date_trans_time":"2020-06-21 12:14:25","cc_num":4000000000000002,\
      "merchant":"fraud_Check","category":"personal_care","amt":1.00,"first":"Check",\
      "last":"Check","gender":"F","street":"1 Check Street","city":"Check","state":"SC",\
      "zip":29209,"lat":33.9659,"long":-80.9355,"city_pop":333497,"job":"Tester",\
      "dob":"1968-03-19","trans_num":"00000000000000000000000000000000",\
      "unix_time":1592741665,"merch_lat":33.986391,\
      "merch_long":-81.200714}""";

  private final List<URI> endpoints;
  private final ModelRequest features;
  private final ModelClient client;
  private final NewestPayment newest;

  public ModelCheck(
      List<URI> endpoints,
      ModelRequest features,
      ModelClient client,
      KafkaClients kafka,
      String topic1) {
    this.endpoints = List.copyOf(endpoints);
    this.features = features;
    this.client = client;
    this.newest = new NewestPayment(kafka, topic1);
  }

  @Override
  public void look(Consumer<CheckFinding> findings) throws InterruptedException {
    Payment madeUp = (Payment) new PaymentParser().readOne(MADE_UP.getBytes(UTF_8));
    Optional<Payment> real = newest.find();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            endpoints.size(),
            task -> {
              Thread thread = new Thread(task, "check-endpoint");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<CheckFinding>> asked = new ArrayList<>();
      for (URI endpoint : endpoints) {
        Callable<CheckFinding> ask = () -> ask(endpoint, real, madeUp);
        asked.add(threads.submit(ask));
      }
      for (int i = 0; i < endpoints.size(); i++) {
        findings.accept(await(asked.get(i), endpoints.get(i)));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static CheckFinding await(Future<CheckFinding> asked, URI endpoint)
      throws InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      return CheckFinding.failed(
          what(endpoint),
          "a fault of the check itself: " + e.getCause().getClass().getSimpleName());
    }
  }

  private static String what(URI endpoint) {
    return "model " + LogText.url(endpoint);
  }

  private CheckFinding ask(URI endpoint, Optional<Payment> real, Payment madeUp)
      throws InterruptedException {
    String columns = features.size() + " columns: " + features;
    Optional<String> objection = Optional.empty();
    if (real.isPresent()) {
      objection = client.objection(endpoint, real.get());
      if (objection.isEmpty()) {
        return CheckFinding.ok(
            what(endpoint), "scores the newest payment of topic_1, by " + columns);
      }
    }
    Optional<String> madeUpObjection = client.objection(endpoint, madeUp);
    if (madeUpObjection.isEmpty()) {
      String scores = "scores a made-up payment, by " + columns;
      return objection.isEmpty()
          ? CheckFinding.ok(what(endpoint), scores)
          : CheckFinding.note(
              what(endpoint),
              scores + "; but not the newest of topic_1, which it answers with " + objection.get());
    }
    return CheckFinding.failed(
        what(endpoint),
        "gives no score: " + madeUpObjection.get() + ". It is asked with " + columns);
  }
}
