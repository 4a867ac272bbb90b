package dev.fraudpipeline.common.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up hosts' names for calls that can be cut off. The system's own look-up cannot, and may
 * take a minute where no name server answers: so it has a thread of its own, which is left behind
 * then. Thread-safe.
 */
final class InterruptibleDnsResolver implements DnsResolver {
  private final DnsResolver system;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "http-names");
            thread.setDaemon(true);
            return thread;
          });

  InterruptibleDnsResolver(DnsResolver system) {
    this.system = system;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    FutureTask<InetAddress[]> lookUp = new FutureTask<>(() -> system.resolve(host));
    InterruptibleRequest.current().awaits(() -> lookUp.cancel(false));
    threads.execute(lookUp);
    try {
      return lookUp.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException(e.getCause());
    } catch (CancellationException e) {
      throw unanswered(host, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(host, e);
    }
  }

  private static UnknownHostException unanswered(String host, Exception cause) {
    UnknownHostException unanswered = new UnknownHostException(host);
    unanswered.initCause(cause);
    return unanswered;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
