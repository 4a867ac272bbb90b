package dev.fraudpipeline.sandbox.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.http.UvicornResponses;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers for the parts of this process on a loopback port, and says in the data folder where. The
 * other end is {@link RemotePart}. Thread-safe.
 *
 * <p>{@code GET /PART} tells a part's state, {@code POST /PART} with {@code {"fault":"hang",
 * "millis":30000}} inflicts a fault, for ever where {@code millis} is 0; without a fault it heals.
 */
public final class ControlServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than any client pauses that would then find its connection closed. */
  private static final Duration KEEP_ALIVE = Duration.ofHours(1);

  /** A fault can take seconds to begin; others are asked for their state meanwhile. */
  private static final int THREADS = 8;

  private final Path data;
  private final HttpServer server;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(SandboxPart part, FaultClock faults, PartFile file) {}

  private ControlServer(Path data) {
    this.data = data;
    this.server =
        HttpServer.start(new HttpServer.Options("control", 0, THREADS, KEEP_ALIVE), this::answer);
  }

  /**
   * Begins to listen on any free loopback port.
   *
   * @param data the folder for the files that lead to it; must be there
   */
  public static ControlServer start(Path data) {
    return new ControlServer(data);
  }

  /** Makes a part that is up known to others. */
  public void add(SandboxPart part) {
    String name = part.name();
    String url = server.baseUrl() + "/" + name;
    PartFile file = new PartFile(ProcessHandle.current().pid(), part.address(), url);
    entries.put(name, new Entry(part, new FaultClock(part), file));
    file.write(data, name);
  }

  private void answer(ServerRequest request, ResponseSender reply) {
    Entry entry = entries.get(request.path().substring(1));
    reply.send(entry == null ? UvicornResponses.notFound() : answer(entry, request));
  }

  private static ServerResponse answer(Entry entry, ServerRequest request) {
    try {
      if (request.method().equals("POST")) {
        FaultRequest wish = JSON.readValue(request.body(), FaultRequest.class);
        entry.faults().set(Optional.ofNullable(wish.fault()), wish.duration());
      }
      return UvicornResponses.answer(
          200, UvicornResponses.JSON, JSON.writeValueAsBytes(state(entry)));
    } catch (IOException | RuntimeException e) {
      return UvicornResponses.text(500, String.valueOf(e.getMessage()));
    }
  }

  private static PartState state(Entry entry) {
    SandboxPart part = entry.part();
    return new PartState(
        part.name(), part.address(), entry.faults().current().orElse(null), part.status());
  }

  /** Stops answering and removes the files; the parts stay as they are. */
  @Override
  public void close() {
    entries.forEach(
        (name, entry) -> {
          entry.file().remove(data, name);
          entry.faults().close();
        });
    server.close();
  }
}
