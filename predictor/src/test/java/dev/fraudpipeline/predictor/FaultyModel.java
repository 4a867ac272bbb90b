package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.predictor.CuttingProxy.Cut;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.ScoringModel;
import dev.fraudpipeline.sandbox.model.ScoringRefusedException;
import dev.fraudpipeline.sandbox.model.TypedFrame;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A model behind MLflow's protocol, and all that was seen to go wrong there. Thread-safe. */
final class FaultyModel implements AutoCloseable {
  private static final int THREADS = 4;

  /** What goes wrong, whatever it is asked. */
  enum Failure {
    /** Nobody listens. */
    REFUSES_CONNECTIONS,
    TAKES_REQUESTS_AND_SAYS_NOTHING,
    /** Each answer is a second late, which is no failure. */
    IS_SLOW,
    SAYS_HTML_UNDER_200,
    SAYS_500,
    ENDS_CONNECTIONS_WITHOUT_AN_ANSWER,
    ENDS_CONNECTIONS_AMID_AN_ANSWER,
    STALLS_AMID_AN_ANSWER,
    /** Status 400 and a body that repeats the payments. */
    RAISES,
    SAYS_401,
    SAYS_429,
    SAYS_503,
    SAYS_504,
    SAYS_NAN,
    SAYS_INFINITY,
    SAYS_NULL_FOR_EACH_ROW,
    SAYS_NULL,
    SAYS_TOO_FEW,
    SAYS_TOO_MANY,
    SAYS_THREE_CLASSES,
    SAYS_UNKNOWN_NAMES,
    /** Each prediction thread, while {@code /ping} answers. */
    BLOCKS
  }

  private final ScoringModel sound;
  private final ModelServer server;
  private final CuttingProxy proxy;
  private volatile Failure failure;
  private volatile CountDownLatch healed = new CountDownLatch(0);

  /**
   * @param sound how it predicts while nothing is wrong
   */
  FaultyModel(ScoringModel sound) {
    this.sound = sound;
    this.server =
        ModelServer.start(
            ModelServer.Options.defaults().withThreads(THREADS).withTimeLimit(Duration.ofHours(1)),
            this::predict);
    this.proxy = new CuttingProxy(URI.create(server.address()).getPort());
  }

  /** Where it can be asked. */
  String url() {
    return proxy.in(URI.create(server.address())).toString();
  }

  /** Makes it fail in this way until it is healed. */
  void fail(Failure next) {
    healed = new CountDownLatch(1);
    failure = next;
    switch (next) {
      case REFUSES_CONNECTIONS -> server.inflict(PartFault.AWAY);
      case TAKES_REQUESTS_AND_SAYS_NOTHING -> server.inflict(PartFault.HANG);
      case IS_SLOW -> server.inflict(PartFault.SLOW);
      case SAYS_HTML_UNDER_200 -> server.inflict(PartFault.GARBAGE);
      case SAYS_500 -> server.inflict(PartFault.ERROR);
      case ENDS_CONNECTIONS_WITHOUT_AN_ANSWER -> proxy.cut(Cut.NO_ANSWER);
      case ENDS_CONNECTIONS_AMID_AN_ANSWER -> proxy.cut(Cut.HALF_AN_ANSWER);
      case STALLS_AMID_AN_ANSWER -> proxy.cut(Cut.STALLED_ANSWER);
      default -> {
        // The model itself fails.
      }
    }
  }

  void heal() {
    failure = null;
    healed.countDown();
    proxy.cut(Cut.NONE);
    server.heal();
  }

  private Object predict(TypedFrame frame) {
    Failure now = failure;
    if (now == null) {
      return sound.predict(frame);
    }
    return switch (now) {
      case RAISES ->
          throw new IllegalStateException(
              "cannot score " + Arrays.toString(frame.longs(Column.CC_NUM)));
      case SAYS_401 -> throw new ScoringRefusedException(401, "UNAUTHENTICATED", "no token");
      case SAYS_429 -> throw new ScoringRefusedException(429, "REQUEST_LIMIT_EXCEEDED", "too many");
      case SAYS_503 -> throw new ScoringRefusedException(503, "TEMPORARILY_UNAVAILABLE", "later");
      case SAYS_504 -> throw new ScoringRefusedException(504, "DEADLINE_EXCEEDED", "too late");
      case SAYS_NAN -> Collections.nCopies(frame.size(), Double.NaN);
      case SAYS_INFINITY -> Collections.nCopies(frame.size(), Double.POSITIVE_INFINITY);
      case SAYS_NULL_FOR_EACH_ROW -> Collections.nCopies(frame.size(), null);
      case SAYS_NULL -> null;
      case SAYS_TOO_FEW -> Collections.nCopies(frame.size() - 1, 0);
      case SAYS_TOO_MANY -> Collections.nCopies(frame.size() + 1, 0);
      case SAYS_THREE_CLASSES -> Collections.nCopies(frame.size(), List.of(0.2, 0.3, 0.5));
      case SAYS_UNKNOWN_NAMES -> Collections.nCopies(frame.size(), Map.of("verdict", "maybe"));
      case BLOCKS -> {
        awaitHealed();
        yield sound.predict(frame);
      }
      default -> sound.predict(frame);
    };
  }

  private void awaitHealed() {
    try {
      healed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is closing", e);
    }
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}
