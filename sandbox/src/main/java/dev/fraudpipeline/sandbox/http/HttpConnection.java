package dev.fraudpipeline.sandbox.http;

import dev.fraudpipeline.sandbox.fault.FaultyPort.FaultChange;
import dev.fraudpipeline.sandbox.part.PartFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client's connection: has its requests answered one at a time and in order, applies the
 * server's fault, and closes when idle. Confined to the network thread, except {@link
 * Answering#send}.
 */
// A close or a write that fails ends the connection, and each answer looks at that.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int MAX_LINE_BYTES = 128 * 1024;
  private static final int MAX_HEADER_BYTES = 128 * 1024;
  private static final int MAX_BODY_BYTES = 256 * 1024 * 1024;

  private final HttpServer server;
  private final Queue<Answering> waiting = new ArrayDeque<>();
  private long arrivedNanos;
  private boolean answering;
  private boolean answered;
  private boolean refused;

  HttpConnection(HttpServer server) {
    this.server = server;
  }

  void open(Channel client) {
    client
        .pipeline()
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)),
            new HttpObjectAggregator(MAX_BODY_BYTES) {
              @Override
              protected FullHttpMessage beginAggregation(HttpMessage start, ByteBuf content)
                  throws Exception {
                arrivedNanos = System.nanoTime();
                return super.beginAggregation(start, content);
              }
            },
            new IdleStateHandler(0, 0, server.keepAlive().toNanos(), TimeUnit.NANOSECONDS),
            this);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    boolean hostMissing =
        message.protocolVersion().equals(HttpVersion.HTTP_1_1)
            && !message.headers().contains(HttpHeaderNames.HOST);
    if (!refused && (hostMissing || message.decoderResult().isFailure())) {
      refused = true;
      write(context, UvicornResponses.invalidRequest(), false)
          .addListener(ChannelFutureListener.CLOSE);
    }
    if (!refused) {
      List<HeaderLine> headers =
          message.headers().entries().stream()
              .map(header -> new HeaderLine(header.getKey(), header.getValue()))
              .toList();
      byte[] body = ByteBufUtil.getBytes(message.content());
      ServerRequest request =
          new ServerRequest(message.method().name(), message.uri(), headers, body, arrivedNanos);
      waiting.add(new Answering(context, request, HttpUtil.isKeepAlive(message)));
      next(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    boolean idle = event instanceof IdleStateEvent && answered && !answering;
    // What hung does not come back to life: its client sees the connection end.
    boolean hung = event instanceof FaultChange change && change.from() == PartFault.HANG;
    if (idle || hung) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // a reset by the client, nearly always
  }

  private void next(ChannelHandlerContext context) {
    if (answering || waiting.isEmpty()) {
      return;
    }
    answering = true;
    Answering answer = waiting.remove();
    if (server.fault() == null || server.fault() == PartFault.SLOW) {
      try {
        server.execute(answer.request, answer);
      } catch (RejectedExecutionException e) {
        context.close(); // the server is closing
      }
    } else {
      answer.deliver(UvicornResponses.internalServerError(), new CompletableFuture<>());
    }
  }

  private static ChannelFuture write(
      ChannelHandlerContext context, ServerResponse response, boolean keepAlive) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    response.headers().forEach(header -> message.headers().add(header.name(), header.value()));
    if (!keepAlive) {
      message.headers().add("Connection", "close");
    }
    return context.writeAndFlush(message);
  }

  /** One request that is to be answered. */
  private final class Answering implements ResponseSender {
    private final ChannelHandlerContext context;
    private final ServerRequest request;
    private final boolean keepAlive;
    private final AtomicBoolean sent = new AtomicBoolean();

    Answering(ChannelHandlerContext context, ServerRequest request, boolean keepAlive) {
      this.context = context;
      this.request = request;
      this.keepAlive = keepAlive;
    }

    @Override
    public CompletionStage<Boolean> send(ServerResponse response) {
      var written = new CompletableFuture<Boolean>();
      if (sent.getAndSet(true)) {
        written.complete(false);
        return written;
      }
      Runnable deliver = () -> deliver(response, written);
      try {
        if (server.fault() == PartFault.SLOW) {
          falseOnceClosed(written); // who hangs up meanwhile is not kept waiting
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
    private void deliver(ServerResponse response, CompletableFuture<Boolean> written) {
      PartFault fault = server.fault();
      if (fault == PartFault.HANG || fault == PartFault.AWAY) {
        // Away, the connection is being closed; hanging, it will be when the fault ends.
        falseOnceClosed(written);
        return;
      }
      boolean genuine = fault == null || fault == PartFault.SLOW;
      ServerResponse outgoing =
          fault == PartFault.GARBAGE
              ? garbage()
              : fault == PartFault.ERROR ? UvicornResponses.internalServerError() : response;
      write(context, outgoing, keepAlive)
          .addListener(
              done -> {
                written.complete(genuine && done.isSuccess());
                answering = false;
                answered = true;
                if (keepAlive) {
                  next(context);
                } else {
                  context.close();
                }
              });
    }

    private void falseOnceClosed(CompletableFuture<Boolean> written) {
      context.channel().closeFuture().addListener(closed -> written.complete(false));
    }

    private static ServerResponse garbage() {
      byte[] page = "<html><body>It works!</body></html>".getBytes(StandardCharsets.UTF_8);
      return UvicornResponses.answer(200, UvicornResponses.JSON, page);
    }
  }
}
