package dev.fraudpipeline.sandbox.api;

import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.UvicornResponses;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Simulates the real-time payments API. What it serves is in its {@link ServedLog}, {@code
 * served.csv} in the data folder, and a payment is there only once its answer was written
 * completely to the client's connection: an answer that was cut off is given again. Started anew on
 * the same folder it goes on where it was. Thread-safe.
 */
public final class PaymentsApi implements SandboxPart {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentsApi.class);

  static final String PATH = "/current-transactions";

  private static final String LEDGER = "served.csv";
  private static final int HANDLER_THREADS = 4;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  private final Options options;
  private final Clock clock;
  private final AnswerSource source;
  private final RateLimit limit;
  private final ServedLog ledger;
  private final HttpServer server;

  // All counts are guarded by this.
  private long calls;
  private long served;
  private long frauds;
  private long limited;
  private long underway;
  private boolean open;
  private boolean closed;

  /**
   * Settings of the simulation.
   *
   * @param address that it listens on
   * @param port 0 for any free one
   * @param data the folder of the {@link ServedLog}; made where it is missing
   * @param fraudShare 0 to 1
   * @param callsPerMinute 0 for no limit
   * @param payments so many are served in all, over all restarts; 0 for no end
   * @param opensWith until this file is there, answers hold no payments; while it holds a number,
   *     so many are served in all; null to serve at once
   * @param replay a {@link ReplayFile}; null for invented payments
   */
  public record Options(
      InetAddress address,
      int port,
      Path data,
      long seed,
      double fraudShare,
      int callsPerMinute,
      long payments,
      Path opensWith,
      Path replay) {

    public Options {
      if (callsPerMinute < 0 || payments < 0) {
        throw new IllegalArgumentException("calls per minute and payments must not be negative");
      }
      if (!(fraudShare >= 0 && fraudShare <= 1)) {
        throw new IllegalArgumentException("fraud share must be from 0 to 1, but is " + fraudShare);
      }
    }

    /** Like the real service: 5 calls a minute; 1 % frauds; any port; no end. */
    public static Options in(Path data) {
      return new Options(InetAddress.getLoopbackAddress(), 0, data, 1, 0.01, 5, 0, null, null);
    }

    public Options withAddress(InetAddress value) {
      return new Options(
          value, port, data, seed, fraudShare, callsPerMinute, payments, opensWith, replay);
    }

    public Options withPort(int value) {
      return new Options(
          address, value, data, seed, fraudShare, callsPerMinute, payments, opensWith, replay);
    }

    public Options withSeed(long value) {
      return new Options(
          address, port, data, value, fraudShare, callsPerMinute, payments, opensWith, replay);
    }

    public Options withFraudShare(double value) {
      return new Options(
          address, port, data, seed, value, callsPerMinute, payments, opensWith, replay);
    }

    public Options withCallsPerMinute(int value) {
      return new Options(address, port, data, seed, fraudShare, value, payments, opensWith, replay);
    }

    public Options withPayments(long value) {
      return new Options(
          address, port, data, seed, fraudShare, callsPerMinute, value, opensWith, replay);
    }

    public Options withOpensWith(Path value) {
      return new Options(
          address, port, data, seed, fraudShare, callsPerMinute, payments, value, replay);
    }

    public Options withReplay(Path value) {
      return new Options(
          address, port, data, seed, fraudShare, callsPerMinute, payments, opensWith, value);
    }
  }

  private PaymentsApi(Options options, Clock clock) throws IOException {
    this.options = options;
    this.clock = clock;
    this.limit = new RateLimit(options.callsPerMinute(), clock);
    Files.createDirectories(options.data());
    Path path = options.data().resolve(LEDGER);
    List<ServedPayment> earlier = ServedLog.read(path);
    this.served = earlier.size();
    this.frauds = earlier.stream().filter(ServedPayment::fraud).count();
    this.source = source(options, earlier);
    this.ledger = ServedLog.open(path);
    this.server =
        HttpServer.start(
            new HttpServer.Options(
                "api",
                new InetSocketAddress(options.address(), options.port()),
                HANDLER_THREADS,
                KEEP_ALIVE),
            this::handle);
  }

  /**
   * Starts to serve.
   *
   * @throws IOException where the folder or the replay file cannot be used
   * @throws UncheckedIOException where the port is taken
   * @throws ReplayFormatException where the replay file is a table, but not of payments
   */
  public static PaymentsApi start(Options options) throws IOException {
    return start(options, Clock.systemUTC());
  }

  static PaymentsApi start(Options options, Clock clock) throws IOException {
    return new PaymentsApi(options, clock);
  }

  @Override
  public String name() {
    return "api";
  }

  @Override
  public String address() {
    return server.baseUrl() + PATH;
  }

  /** Where the ledger is, for {@link ServedLog#read}. */
  public Path servedLog() {
    return options.data().resolve(LEDGER);
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
  public synchronized Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("calls", calls);
    status.put("served", served);
    status.put("frauds", frauds);
    status.put("limited", limited);
    status.put("underway", underway);
    status.put("exhausted", underway == 0 && (source.atEnd() || allowed() == 0));
    return status;
  }

  @Override
  public void close() {
    server.close();
    synchronized (this) {
      if (!closed) {
        closed = true;
        ledger.close();
      }
    }
  }

  private static AnswerSource source(Options options, List<ServedPayment> earlier)
      throws IOException {
    Path replay = options.replay();
    if (replay == null) {
      return new GeneratedPayments(seed(options.seed(), earlier.size()), options.fraudShare());
    }
    return new ReplayFile(replay).source(earlier);
  }

  /** Another seed for each life, so that no trans_num comes again by accident. */
  private static long seed(long seed, int served) {
    return served == 0 ? seed : new SplittableRandom(31 * seed + served).nextLong();
  }

  private void handle(ServerRequest request, ResponseSender reply) {
    if (!request.path().equals(PATH)) {
      reply.send(UvicornResponses.notFound());
    } else if (!request.method().equals("GET")) {
      reply.send(UvicornResponses.methodNotAllowed("GET"));
    } else {
      serve(wanted(request), reply);
    }
  }

  private void serve(int wanted, ResponseSender reply) {
    Optional<AnswerBatch> batch;
    synchronized (this) {
      calls++;
      if (!limit.admits()) {
        limited++;
        reply.send(
            UvicornResponses.json(
                429,
                "{\"error\":\"Rate limit exceeded: "
                    + options.callsPerMinute()
                    + " per 1 minute\"}"));
        return;
      }
      long allowed = Math.min(allowed(), open());
      batch = allowed > 0 ? source.take(wanted, allowed, clock.instant()) : Optional.empty();
      underway += batch.map(taken -> taken.rows().size()).orElse(0);
    }
    byte[] body = batch.map(AnswerBatch::body).orElseGet(source::nothing);
    reply
        .send(UvicornResponses.answer(200, UvicornResponses.JSON, body))
        .thenAccept(written -> batch.ifPresent(taken -> settle(taken, written)));
  }

  private synchronized void settle(AnswerBatch batch, boolean written) {
    underway -= batch.rows().size();
    if (!written || closed) {
      source.giveBack(batch);
      return;
    }
    long now = clock.millis();
    try {
      ledger.append(batch.rows().stream().map(row -> row.served(now)).toList());
    } catch (UncheckedIOException e) {
      LOG.error("{} served payments are missing in the ledger", batch.rows().size(), e);
    }
    served += batch.rows().size();
    frauds += batch.rows().stream().filter(AnswerRow::fraud).count();
  }

  /** Tells how many more may be served for now, by {@link Options#opensWith()}. */
  private long open() {
    if (options.opensWith() == null || open) {
      return Long.MAX_VALUE;
    }
    try {
      String number = Files.readString(options.opensWith()).strip();
      open = number.isEmpty();
      return open ? Long.MAX_VALUE : Math.max(0, Long.parseLong(number) - served - underway);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + options.opensWith(), e);
    }
  }

  private long allowed() {
    return options.payments() == 0
        ? Long.MAX_VALUE
        : Math.max(0, options.payments() - served - underway);
  }

  /**
   * Reads how many payments are asked for; what is no positive number of up to seven digits counts
   * as 1: the real service has no such parameter.
   */
  private static int wanted(ServerRequest request) {
    return request
        .query("n")
        .filter(text -> text.matches("[1-9][0-9]{0,6}"))
        .map(Integer::parseInt)
        .orElse(1);
  }
}
