package dev.fraudpipeline.common.http;

import java.io.IOException;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** One request under way, which others may cut off wherever it waits. Thread-safe. */
final class InterruptibleRequest {
  private static final ThreadLocal<InterruptibleRequest> CURRENT = new ThreadLocal<>();

  private final HttpUriRequestBase request;

  /** Ends the wait for what the library cannot abort; null where there is none. Guarded by this. */
  private Runnable end;

  /** Null while it is to go on; guarded by this. */
  private IOException cut;

  private boolean over;

  private InterruptibleRequest(HttpUriRequestBase request) {
    this.request = request;
  }

  /** Begins this thread's next one. */
  static InterruptibleRequest begin(HttpUriRequestBase request) {
    InterruptibleRequest begun = new InterruptibleRequest(request);
    CURRENT.set(begun);
    return begun;
  }

  /** The one of this thread that has begun and not ended. */
  static InterruptibleRequest current() {
    return CURRENT.get();
  }

  /** Cuts it off no more. */
  synchronized void end() {
    over = true;
    CURRENT.remove();
  }

  /**
   * It waits for something in a way that aborting the request does not end.
   *
   * @param nextEnd ends that wait; run at once where it was cut off already
   */
  synchronized void awaits(Runnable nextEnd) {
    end = nextEnd;
    if (cut != null) {
      nextEnd.run();
    }
  }

  /** Whatever it waits for from now on ends where the request is aborted. */
  synchronized void awaitsAnswer() {
    end = null;
  }

  /**
   * Ends it; does nothing where it has ended, or was cut off before.
   *
   * @param why is what the caller is told
   */
  synchronized void cut(IOException why) {
    if (over || cut != null) {
      return;
    }
    cut = why;
    request.abort();
    if (end != null) {
      end.run();
    }
  }

  synchronized Optional<IOException> whyCut() {
    return Optional.ofNullable(cut);
  }
}
