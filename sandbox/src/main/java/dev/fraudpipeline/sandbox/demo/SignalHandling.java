package dev.fraudpipeline.sandbox.demo;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Takes SIGINT, SIGTERM and SIGHUP in place of the JVM, which would begin its shutdown at the first
 * one: then neither draining nor a second Ctrl-C could be seen.
 */
final class SignalHandling {
  private SignalHandling() {}

  /** Who is told; called on a thread of the JVM, and not to block for long. */
  interface Listener {
    /** Ctrl-C. */
    void interrupted();

    /** Told to end by another process, or the terminal is gone. */
    void terminated();
  }

  /**
   * Begins to pass signals on. Where this JVM has no such thing, its own handling stays: the demo
   * then ends at once and without a ledger, and {@link ChildProcesses} still end with it.
   */
  static void passTo(Listener listener) {
    handle("INT", listener::interrupted);
    handle("TERM", listener::terminated);
    handle("HUP", listener::terminated);
  }

  private static void handle(String name, Runnable action) {
    try {
      // Reflection, since javac warns of the class and cannot be told not to; the module
      // jdk.unsupported exports it, and there is no other way.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocation =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.run();
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "handler of " + name;
              };
      Object proxy =
          Proxy.newProxyInstance(
              SignalHandling.class.getClassLoader(), new Class<?>[] {handler}, invocation);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      System.Logger log = System.getLogger(SignalHandling.class.getName());
      log.log(System.Logger.Level.DEBUG, "cannot handle SIG" + name, e);
    }
  }
}
