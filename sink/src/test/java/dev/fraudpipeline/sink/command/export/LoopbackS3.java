package dev.fraudpipeline.sink.command.export;

import com.robothy.netty.initializer.HttpServerInitializer;
import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import com.robothy.s3.rest.handler.LocalS3RouterFactory;
import com.robothy.s3.rest.service.ServiceFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks the S3 protocol and keeps objects in memory. The library's own start listens
 * on all of the machine's addresses; here only this machine is served.
 */
final class LoopbackS3 implements AutoCloseable {
  private final EventLoopGroup connections =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final DefaultEventExecutorGroup work = new DefaultEventExecutorGroup(1);
  private final Channel listener;

  LoopbackS3() throws ReflectiveOperationException {
    LocalS3 store = LocalS3.builder().mode(LocalS3Mode.IN_MEMORY).build();
    Method services = LocalS3.class.getDeclaredMethod("createServiceFactory");
    services.setAccessible(true);
    ServiceFactory factory = (ServiceFactory) services.invoke(store);
    listener =
        new ServerBootstrap()
            .group(connections)
            .channel(NioServerSocketChannel.class)
            .childHandler(new HttpServerInitializer(work, LocalS3RouterFactory.create(factory)))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  URI endpoint() {
    return URI.create(
        "http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    connections.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    work.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
