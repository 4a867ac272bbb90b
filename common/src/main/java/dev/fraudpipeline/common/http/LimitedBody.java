package dev.fraudpipeline.common.http;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The body of an answer, read up to a limit.
 *
 * @param bytes not to be changed
 * @param truncated whether there was more than the limit; the connection was given up then
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record LimitedBody(byte[] bytes, boolean truncated) {

  /** Reads at most {@code limit} bytes, and gives up the connection at the next. */
  static BodyHandler<LimitedBody> upTo(long limit) {
    return head -> new Subscriber(limit);
  }

  /** Collects buffers; the HTTP client calls it one buffer after the other. */
  private static final class Subscriber implements BodySubscriber<LimitedBody> {
    private final long limit;
    private final CompletableFuture<LimitedBody> body = new CompletableFuture<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private Flow.Subscription subscription;
    private long length;

    Subscriber(long limit) {
      this.limit = limit;
    }

    @Override
    public CompletionStage<LimitedBody> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
      for (ByteBuffer item : items) {
        if (body.isDone()) {
          return;
        }
        long room = limit - length;
        if (item.remaining() > room) {
          buffers.add(item.slice(item.position(), (int) room));
          length = limit;
          subscription.cancel();
          complete(true);
        } else {
          buffers.add(item);
          length += item.remaining();
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      complete(false);
    }

    private void complete(boolean truncated) {
      ByteBuffer all = ByteBuffer.allocate((int) length);
      buffers.forEach(all::put);
      buffers.clear();
      body.complete(new LimitedBody(all.array(), truncated));
    }
  }
}
