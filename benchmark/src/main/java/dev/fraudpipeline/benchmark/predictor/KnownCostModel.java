package dev.fraudpipeline.benchmark.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.benchmark.load.ModelBody;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.UvicornResponses;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A model server whose cost is known: it counts the rows of a request and gives each the same
 * prediction. Thread-safe.
 */
final class KnownCostModel implements AutoCloseable {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
  private static final int HANDLER_THREADS = 2;

  private final Cost cost;
  private final boolean fraud;
  private final boolean recording;
  private final ExecutorService threads;
  private final HttpServer server;
  private final Map<Integer, byte[]> answers = new ConcurrentHashMap<>();
  private final Map<String, Double> ownMillis = new ConcurrentHashMap<>();

  /**
   * Time that a request takes: a fixed part, and a part for each of its rows.
   *
   * @param threads so many requests at a time; others wait
   */
  record Cost(Duration fixed, Duration perRow, int threads) {
    long nanos(int rows) {
      return fixed.toNanos() + perRow.toNanos() * rows;
    }
  }

  private KnownCostModel(Cost cost, boolean fraud, boolean recording) {
    this.cost = cost;
    this.fraud = fraud;
    this.recording = recording;
    this.threads =
        Executors.newFixedThreadPool(cost.threads(), new DefaultThreadFactory("bench-model", true));
    this.server =
        HttpServer.start(
            new HttpServer.Options("bench-model", 0, HANDLER_THREADS, KEEP_ALIVE), this::handle);
  }

  /** Says 0 to every payment. */
  static KnownCostModel start(Cost cost) {
    return new KnownCostModel(cost, false, false);
  }

  /** Says 1 to every payment, and remembers how long each one's request took. */
  static KnownCostModel alarming(Cost cost) {
    return new KnownCostModel(cost, true, true);
  }

  String url() {
    return server.baseUrl() + "/invocations";
  }

  /**
   * Time that the first request took that held each payment, in milliseconds by trans_num: from its
   * headers to the moment at which its answer was handed to the network.
   */
  Map<String, Double> ownMillis() {
    return ownMillis;
  }

  private void handle(ServerRequest request, ResponseSender reply) {
    if (request.method().equals("GET")) {
      reply.send(UvicornResponses.json(200, "\n"));
    } else {
      threads.execute(() -> answer(request, reply));
    }
  }

  private void answer(ServerRequest request, ResponseSender reply) {
    long start = System.nanoTime();
    int rows = ModelBody.countRows(request.body());
    long until = start + cost.nanos(rows);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    byte[] body = answers.computeIfAbsent(rows, this::predictions);
    if (recording) {
      double millis = (System.nanoTime() - request.arrivedNanos()) / 1e6;
      // The first time counts: where a payment is asked for again, its alarm was late.
      ModelBody.transNums(request.body())
          .forEach(payment -> ownMillis.putIfAbsent(payment, millis));
    }
    reply.send(UvicornResponses.answer(200, UvicornResponses.JSON, body));
  }

  private byte[] predictions(int rows) {
    String one = fraud ? "1" : "0";
    String all = rows == 0 ? "" : one + ("," + one).repeat(rows - 1);
    return ("{\"predictions\":[" + all + "]}").getBytes(UTF_8);
  }

  @Override
  public void close() {
    server.close();
    threads.shutdownNow();
  }
}
