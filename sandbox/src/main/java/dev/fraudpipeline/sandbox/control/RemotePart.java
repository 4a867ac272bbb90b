package dev.fraudpipeline.sandbox.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A part that runs in another process on this machine, found by its data folder. Thread-safe. */
public final class RemotePart {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A broker takes some seconds to go away and to come back. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final PartFile file;

  private RemotePart(PartFile file) {
    this.file = file;
  }

  /** The part of that name that runs on that data folder; empty where none does. */
  public static Optional<RemotePart> find(Path data, String part) {
    return PartFile.read(data, part).map(RemotePart::new);
  }

  public long pid() {
    return file.pid();
  }

  /**
   * Asks the part for its state.
   *
   * @return empty where its process is gone, or another one has its number now
   * @throws UncheckedIOException where it does not answer in time, or with a failure
   */
  public Optional<PartState> state(Duration timeout) {
    return send(request().timeout(timeout).GET().build());
  }

  /**
   * Inflicts a fault, and returns once it is in force.
   *
   * @param duration after which it heals by itself; zero means until {@link #heal()}
   * @return the state then; empty where its process is gone
   */
  public Optional<PartState> inflict(PartFault fault, Duration duration) {
    return post(new FaultRequest(fault, duration.toMillis()));
  }

  /** Ends a fault where there is one, and returns once the part answers again. */
  public Optional<PartState> heal() {
    return post(new FaultRequest(null, 0));
  }

  private Optional<PartState> post(FaultRequest body) {
    try {
      byte[] json = JSON.writeValueAsBytes(body);
      return send(
          request().timeout(TIMEOUT).POST(HttpRequest.BodyPublishers.ofByteArray(json)).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(file.control()));
  }

  private static Optional<PartState> send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(new String(response.body(), UTF_8));
      }
      return Optional.of(JSON.readValue(response.body(), PartState.class));
    } catch (ConnectException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
