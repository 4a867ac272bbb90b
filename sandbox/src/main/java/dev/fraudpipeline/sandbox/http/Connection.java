package dev.fraudpipeline.sandbox.http;

import dev.fraudpipeline.sandbox.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client's connection: puts requests together, has them answered one at a time and in order,
 * applies the server's fault, and closes when idle. Confined to the network thread, except {@link
 * Answering#send}.
 */
// A close or a write that fails ends in channelInactive, where all is cleaned up.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends SimpleChannelInboundHandler<HttpObject> {
  private static final int MAX_BODY_BYTES = 256 * 1024 * 1024;

  private final HttpServer server;
  private final Queue<Answering> waiting = new ArrayDeque<>();

  /** The request whose body is still arriving; null where none is. */
  private HttpRequest head;

  private long arrivedNanos;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private boolean answering;
  private boolean refused;
  private ScheduledFuture<?> idle;

  Connection(HttpServer server) {
    this.server = server;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (refused) {
      return;
    }
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
    if (part.decoderResult().isFailure()) {
      refuse(context);
      return;
    }
    if (part instanceof HttpRequest request) {
      begin(context, request);
    }
    if (part instanceof HttpContent content && head != null) {
      if (body.readableBytes() + content.content().readableBytes() > MAX_BODY_BYTES) {
        refuse(context);
        return;
      }
      body.writeBytes(content.content());
      if (part instanceof LastHttpContent) {
        end(context);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    body.release();
    body = Unpooled.EMPTY_BUFFER;
    if (idle != null) {
      idle.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // a reset by the client, nearly always
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    boolean needsHost = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (needsHost && !request.headers().contains(HttpHeaderNames.HOST)) {
      refuse(context);
      return;
    }
    head = request;
    arrivedNanos = System.nanoTime();
    long length = Math.max(0, HttpUtil.getContentLength(request, 0L));
    body = context.alloc().buffer((int) Math.min(length, 1024 * 1024));
    if (HttpUtil.is100ContinueExpected(request)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void end(ChannelHandlerContext context) {
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes).release();
    body = Unpooled.EMPTY_BUFFER;
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : head.headers()) {
      headers.add(new Header(header.getKey(), header.getValue()));
    }
    var request = new Request(head.method().name(), head.uri(), headers, bytes, arrivedNanos);
    waiting.add(new Answering(context, request, HttpUtil.isKeepAlive(head)));
    head = null;
    next(context);
  }

  private void next(ChannelHandlerContext context) {
    if (answering || waiting.isEmpty()) {
      return;
    }
    answering = true;
    Answering answer = waiting.remove();
    Fault fault = server.fault().orElse(null);
    if (fault == null || fault == Fault.SLOW) {
      try {
        server.execute(answer.request, answer);
      } catch (RejectedExecutionException e) {
        context.close(); // the server is closing
      }
    } else {
      answer.deliver(Uvicorn.internalServerError(), new CompletableFuture<>());
    }
  }

  private void refuse(ChannelHandlerContext context) {
    refused = true;
    write(context, Uvicorn.invalidRequest(), false);
  }

  private void afterAnswer(ChannelHandlerContext context) {
    answering = false;
    if (waiting.isEmpty() && head == null) {
      long nanos = server.keepAlive().toNanos();
      Runnable close = context::close;
      idle = context.executor().schedule(close, nanos, TimeUnit.NANOSECONDS);
    }
    next(context);
  }

  private static ChannelFuture write(
      ChannelHandlerContext context, Response response, boolean keepAlive) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    HttpHeaders headers = message.headers();
    response.headers().forEach(header -> headers.add(header.name(), header.value()));
    if (!keepAlive) {
      headers.add("Connection", "close");
    }
    ChannelFuture written = context.writeAndFlush(message);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    return written;
  }

  /** One request that is to be answered. */
  private final class Answering implements Reply {
    private final ChannelHandlerContext context;
    private final Request request;
    private final boolean keepAlive;
    private final AtomicBoolean sent = new AtomicBoolean();

    Answering(ChannelHandlerContext context, Request request, boolean keepAlive) {
      this.context = context;
      this.request = request;
      this.keepAlive = keepAlive;
    }

    @Override
    public CompletionStage<Boolean> send(Response response) {
      var written = new CompletableFuture<Boolean>();
      if (sent.getAndSet(true)) {
        written.complete(false);
        return written;
      }
      Runnable deliver = () -> deliver(response, written);
      try {
        if (server.fault().filter(Fault.SLOW::equals).isPresent()) {
          // Who hangs up meanwhile is not kept waiting for the delay to pass.
          context.channel().closeFuture().addListener(closed -> written.complete(false));
          long nanos = HttpServer.SLOWNESS.toNanos();
          context.executor().schedule(deliver, nanos, TimeUnit.NANOSECONDS);
        } else {
          context.executor().execute(deliver);
        }
      } catch (RejectedExecutionException e) {
        written.complete(false); // the server is closed
      }
      return written;
    }

    /** Writes the answer, or what the fault of this moment makes of it. */
    private void deliver(Response response, CompletableFuture<Boolean> written) {
      Fault fault = server.fault().orElse(null);
      if (fault == Fault.HANG || fault == Fault.AWAY) {
        // Away, the connection is being closed; hanging, it will be when the fault ends.
        context.channel().closeFuture().addListener(closed -> written.complete(false));
        return;
      }
      boolean genuine = fault == null || fault == Fault.SLOW;
      Response outgoing =
          fault == Fault.GARBAGE
              ? garbage()
              : fault == Fault.ERROR ? Uvicorn.internalServerError() : response;
      write(context, outgoing, keepAlive)
          .addListener(
              done -> {
                written.complete(genuine && done.isSuccess());
                if (keepAlive && done.isSuccess()) {
                  afterAnswer(context);
                }
              });
    }

    private static Response garbage() {
      byte[] page = "<html><body>It works!</body></html>".getBytes(StandardCharsets.UTF_8);
      return Uvicorn.answer(200, Uvicorn.JSON, page);
    }
  }
}
