package dev.fraudpipeline.sandbox.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fraudpipeline.sandbox.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers for the parts of this process on a loopback port, and says in the data folder where. The
 * other end is {@link RemotePart}. Thread-safe.
 *
 * <p>{@code GET /PART} tells a part's state, {@code POST /PART} with {@code {"fault":"hang",
 * "millis":30000}} inflicts a fault, for ever where {@code millis} is 0; without a fault it heals.
 */
public final class ControlServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path data;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(ControlServer::daemon);
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(FaultClock faults, PartFile file) {}

  private ControlServer(Path data, HttpServer server) {
    this.data = data;
    this.server = server;
  }

  /**
   * Begins to listen on any free loopback port.
   *
   * @param data the folder for the files that lead to it; must be there
   */
  public static ControlServer start(Path data) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ControlServer control = new ControlServer(data, server);
      server.setExecutor(control.threads);
      server.start();
      return control;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on a loopback port", e);
    }
  }

  /** Makes a part that is up known to others. */
  public void add(Part part) {
    String name = part.name();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    PartFile file = new PartFile(ProcessHandle.current().pid(), part.address(), url);
    FaultClock faults = new FaultClock(part);
    entries.put(name, new Entry(faults, file));
    server.createContext("/" + name, exchange -> answer(exchange, part, faults));
    file.write(data, name);
  }

  private static void answer(HttpExchange exchange, Part part, FaultClock faults)
      throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      int status = 200;
      byte[] answer;
      try {
        if (exchange.getRequestMethod().equals("POST")) {
          FaultRequest request = JSON.readValue(body, FaultRequest.class);
          faults.set(Optional.ofNullable(request.fault()), request.duration());
        }
        answer = JSON.writeValueAsBytes(state(part, faults));
      } catch (IOException | RuntimeException e) {
        status = 500;
        answer = String.valueOf(e.getMessage()).getBytes(UTF_8);
      }
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static PartState state(Part part, FaultClock faults) {
    return new PartState(part.name(), part.address(), faults.current().orElse(null), part.status());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "control");
    thread.setDaemon(true);
    return thread;
  }

  /** Stops answering and removes the files; the parts stay as they are. */
  @Override
  public void close() {
    entries.forEach(
        (name, entry) -> {
          entry.file().remove(data, name);
          entry.faults().close();
        });
    server.stop(0);
    threads.shutdownNow();
  }
}
