package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.http.UvicornResponses;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A model behind MLflow's scoring protocol, as a real server of MLflow 3 speaks it to the
 * predictor, its failures included. Requests wait for a prediction thread without a bound while
 * {@code /ping} goes on answering; one that takes too long is answered 504 and keeps its thread.
 * Thread-safe.
 */
public final class ModelServer implements SandboxPart {
  static final String VERSION = "3.6.1.dev0";

  /** Of the classifier's training data. */
  private static final long SEED = 1;

  private static final String INVOCATIONS = "/invocations";
  private static final int HANDLER_THREADS = 2;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  private final Options options;
  private final InvocationsEndpoint invocations;
  private final ExecutorService predictors;
  private final ScheduledThreadPoolExecutor timer;
  private final HttpServer server;
  private final LongAdder requests = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder frauds = new LongAdder();

  /**
   * Settings of a server.
   *
   * @param port 0 for any free one
   * @param threads so many predictions at a time
   * @param timeLimit from a request's headers to its 504
   * @param probabilities whether the classifier answers fraud probabilities instead of 0 and 1
   */
  public record Options(int port, int threads, Duration timeLimit, boolean probabilities) {

    public Options {
      if (threads < 1) {
        throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
      }
      if (timeLimit.isNegative() || timeLimit.isZero()) {
        throw new IllegalArgumentException("the time limit must be positive, but is " + timeLimit);
      }
    }

    /** As MLflow has them: 60 s; Python's default pool of 4 threads more than cores. */
    public static Options defaults() {
      int threads = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
      return new Options(0, threads, Duration.ofSeconds(60), false);
    }

    public Options withPort(int value) {
      return new Options(value, threads, timeLimit, probabilities);
    }

    public Options withThreads(int value) {
      return new Options(port, value, timeLimit, probabilities);
    }

    public Options withTimeLimit(Duration value) {
      return new Options(port, threads, value, probabilities);
    }

    public Options withProbabilities(boolean value) {
      return new Options(port, threads, timeLimit, value);
    }
  }

  private ModelServer(Options options, ScoringModel model) {
    this.options = options;
    this.invocations = new InvocationsEndpoint(model, this::count);
    this.predictors =
        Executors.newFixedThreadPool(
            options.threads(), new DefaultThreadFactory("model-prediction", true));
    this.timer =
        new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("model-time-limit", true));
    timer.setRemoveOnCancelPolicy(true);
    this.server =
        HttpServer.start(
            new HttpServer.Options("model", options.port(), HANDLER_THREADS, KEEP_ALIVE),
            this::handle);
  }

  /**
   * Trains the classifier, which takes seconds, and starts to serve it: until then connections are
   * refused.
   *
   * @throws java.io.UncheckedIOException where the port is taken
   */
  public static ModelServer start(Options options) {
    return start(options, FraudClassifier.train(SEED, options.probabilities()));
  }

  /**
   * Starts to serve this model.
   *
   * @throws java.io.UncheckedIOException where the port is taken
   */
  public static ModelServer start(Options options, ScoringModel model) {
    return new ModelServer(options, model);
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public String address() {
    return server.baseUrl() + INVOCATIONS;
  }

  @Override
  public void inflict(PartFault fault) {
    server.inflict(fault);
  }

  @Override
  public void heal() {
    server.heal();
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("requests", requests.sum());
    status.put("rows", rows.sum());
    status.put("frauds", frauds.sum());
    return status;
  }

  @Override
  public void close() {
    server.close();
    timer.shutdownNow();
    predictors.shutdownNow();
  }

  private void handle(ServerRequest request, ResponseSender reply) {
    switch (request.path()) {
      case "/ping", "/health" -> reply.send(bare(request, "\n"));
      case "/version" -> reply.send(bare(request, VERSION));
      case INVOCATIONS -> {
        if (request.method().equals("POST")) {
          invoke(request, reply);
        } else {
          reply.send(UvicornResponses.methodNotAllowed("POST"));
        }
      }
      default -> reply.send(UvicornResponses.notFound());
    }
  }

  private static ServerResponse bare(ServerRequest request, String body) {
    return request.method().equals("GET") || request.method().equals("HEAD")
        ? UvicornResponses.json(200, body)
        : UvicornResponses.methodNotAllowed("GET, HEAD");
  }

  private void invoke(ServerRequest request, ResponseSender reply) {
    requests.increment();
    var prediction = new FutureTask<>(() -> reply.send(invocations.answer(request)), null);
    long used = System.nanoTime() - request.arrivedNanos();
    ScheduledFuture<?> deadline =
        timer.schedule(
            () -> {
              reply.send(timedOut());
              prediction.cancel(false); // one that runs goes on, and keeps its thread
            },
            options.timeLimit().toNanos() - used,
            TimeUnit.NANOSECONDS);
    try {
      predictors.execute(
          () -> {
            prediction.run();
            deadline.cancel(false);
          });
    } catch (RejectedExecutionException e) {
      deadline.cancel(false); // the server is closing, and so is the connection
    }
  }

  /** Labelled as JSON, which it is not. */
  private static ServerResponse timedOut() {
    byte[] body = "Request processing time exceeded limit".getBytes(StandardCharsets.US_ASCII);
    return UvicornResponses.answer(504, UvicornResponses.JSON, body);
  }

  private void count(TypedFrame frame, Object predictions) {
    rows.add(frame.size());
    frauds.add(frauds(predictions));
  }

  /** Counts the frauds among the classifier's own predictions. */
  private static long frauds(Object predictions) {
    if (predictions instanceof int[] labels) {
      return Arrays.stream(labels).filter(label -> label == 1).count();
    }
    return predictions instanceof double[] scores
        ? Arrays.stream(scores).filter(score -> score >= 0.5).count()
        : 0;
  }
}
