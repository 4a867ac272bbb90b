package dev.fraudpipeline.benchmark.predictor;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Loads a model server to see what it can do: bodies made before are sent over and over, and of the
 * answers only the status is looked at.
 */
final class LoadGenerator {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private LoadGenerator() {}

  /**
   * Sends for some time.
   *
   * @param rows in each of the bodies
   * @param concurrency so many requests are out at any time
   * @return rows a second, the first fifth of the time left out
   */
  static double rowsPerSecond(
      String url, List<byte[]> bodies, int rows, int concurrency, Duration duration)
      throws BenchmarkFailedException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ExecutorService threads = Executors.newFixedThreadPool(concurrency);
    try {
      long start = System.nanoTime();
      long warm = start + duration.toNanos() / 5;
      long end = start + duration.toNanos();
      LongAdder counted = new LongAdder();
      List<Callable<Void>> senders = new ArrayList<>();
      for (int i = 0; i < concurrency; i++) {
        int first = i;
        senders.add(
            () -> {
              int next = first;
              while (System.nanoTime() < end) {
                send(client, url, bodies.get(next % bodies.size()));
                long now = System.nanoTime();
                if (now > warm && now <= end) {
                  counted.add(rows);
                }
                next++;
              }
              return null;
            });
      }
      for (Future<Void> sender : threads.invokeAll(senders)) {
        sender.get();
      }
      return counted.sum() * 1e9 / (end - warm);
    } catch (ExecutionException e) {
      throw new BenchmarkFailedException("the load generator failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void send(HttpClient client, String url, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    if (status != 200) {
      throw new IOException("status " + status);
    }
  }
}
