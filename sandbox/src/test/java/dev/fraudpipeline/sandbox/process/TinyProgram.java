package dev.fraudpipeline.sandbox.process;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What {@link JarProcessTest} starts. */
final class TinyProgram {
  private TinyProgram() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("arguments " + Arrays.toString(args));
    System.err.println("variable " + System.getenv("TINY_VARIABLE"));
    System.out.println("inherited " + System.getenv().keySet().contains("MAVEN_PROJECTBASEDIR"));
    switch (args[0]) {
      case "exit" -> System.exit(3);
      case "wait" -> {
        System.out.println("waiting");
        new CountDownLatch(1).await();
      }
      case "stubborn" -> {
        AtomicBoolean never = new AtomicBoolean();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      while (!never.get()) {
                        Thread.onSpinWait();
                      }
                    }));
        System.out.println("waiting");
        new CountDownLatch(1).await();
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }
}
