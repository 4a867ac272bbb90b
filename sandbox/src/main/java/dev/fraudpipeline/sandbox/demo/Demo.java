package dev.fraudpipeline.sandbox.demo;

import static java.util.stream.Collectors.joining;

import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.sandbox.control.PartFile;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One run: starts everything, shows what flows until it is done or the user has seen enough, lets
 * the backlogs run empty, reads the ledger, and stops what it started.
 */
final class Demo {
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_GRACE = Duration.ofSeconds(15);
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_A_STATUS = 5;
  private static final int FINAL_TICKS = 2 * TICKS_A_STATUS + 1;
  private static final int EXIT_UNBALANCED = 1;
  private static final int EXIT_INTERRUPTED = 130;

  private final DemoOptions options;
  private final Screen screen;
  private final EndRequest end;
  private final Wiring wiring;
  private final Children children;
  private final StatusLine statusLine = new StatusLine();
  private int ticks;

  Demo(DemoOptions options, Screen screen, EndRequest end) {
    this.options = options;
    this.screen = screen;
    this.end = end;
    wiring = new Wiring(options, RandomGenerator.getDefault());
    children = new Children(screen);
  }

  /**
   * Runs to the end.
   *
   * @return 0 where the ledger balances
   * @throws DemoFailedException where it cannot go on; nothing is left running then either
   */
  int run() throws IOException, InterruptedException {
    wiring.writeFolder();
    Thread safetyNet = new Thread(children::endAll, "end-children");
    Runtime.getRuntime().addShutdownHook(safetyNet);
    try {
      return runWithChildren();
    } finally {
      screen.endStatus();
      children.stop(Wiring.DAEMONS, STOP_GRACE);
      children.stop(Wiring.PARTS, STOP_GRACE);
    }
  }

  private int runWithChildren() throws InterruptedException {
    screen.say("Starting a Kafka broker, PostgreSQL, a payments API and a model server,");
    screen.say("and the producer, the predictor and the sink. Logs: " + wiring.log("*"));
    Wiring.PARTS.forEach(part -> children.start(part, wiring.part(part)));
    children.start("producer", wiring.producer());
    children.start("predictor", wiring.predictor());
    Optional<URI> postgres = awaitParts();
    if (postgres.isEmpty()) {
      screen.say("Stopping before everything was up.");
      return EXIT_INTERRUPTED;
    }
    PaymentTable table = PaymentTable.at(postgres.get(), Wiring.TABLE);
    AlarmLog alarmLog = new AlarmLog(wiring.log("predictor"));
    try (Backlogs backlogs = new Backlogs(wiring.kafkaClient());
        TopicWatch watch = new TopicWatch(wiring.kafkaClient(), Wiring.TOPIC_2, Wiring.REJECTED);
        Gauges gauges = new Gauges(wiring.folder(), backlogs, watch, table, alarmLog)) {
      Thread watching = new Thread(watch, "topic-watch");
      watching.setDaemon(true);
      watching.start();
      gauges.start();
      Books books = new Books(wiring.servedLog(), backlogs, watch, table, alarmLog);
      introduce();
      flow(gauges, alarmLog);
      return conclude(gauges, books, alarmLog, postgres.get());
    }
  }

  /** Returns where PostgreSQL is, once all parts are up; empty where the user ends it before. */
  private Optional<URI> awaitParts() throws InterruptedException {
    Set<String> missing = new HashSet<>(Wiring.PARTS);
    Optional<URI> postgres = Optional.empty();
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (!missing.isEmpty()) {
      if (end.isAtLeast(EndRequest.Haste.DRAIN)) {
        return Optional.empty();
      }
      if (System.nanoTime() - deadline > 0) {
        String logs =
            missing.stream().map(part -> wiring.log(part).toString()).collect(joining(", "));
        throw new DemoFailedException(String.join(", ", missing) + " did not come up; see " + logs);
      }
      for (String part : List.copyOf(missing)) {
        Optional<PartFile> file = PartFile.read(wiring.folder(), part);
        if (file.isPresent()) {
          missing.remove(part);
          screen.say(String.format("  %-9s is up at %s", part, file.get().address()));
          if (part.equals("postgres")) {
            postgres = Optional.of(URI.create(file.get().address()));
            children.start("sink", wiring.sink(postgres.get()));
          }
        }
      }
      children.look();
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
    return postgres;
  }

  private void introduce() {
    screen.say("");
    String what =
        options.replay().map(file -> "the payments of " + file.getFileName()).orElse("payments");
    String howMany = options.payments() > 0 ? options.payments() + " " + what : what;
    screen.say(
        String.format(
            "%s flow now: %d every %s. Ctrl-C ends the demo and prints the ledger.",
            Character.toUpperCase(howMany.charAt(0)) + howMany.substring(1),
            options.paymentsACall(),
            OptionRules.spelled(options.pollInterval())));
    screen.say("Kill what you like, it is started again; or, from another terminal:");
    screen.say(
        "  java -jar "
            + options.jars().sandbox()
            + " fault postgres away 30s --data "
            + options.folder());
    screen.say("");
  }

  /** Until the user has seen enough, or the API has no more. */
  private void flow(Gauges gauges, AlarmLog alarmLog) throws InterruptedException {
    while (!end.isAtLeast(EndRequest.Haste.DRAIN)) {
      tick(gauges, alarmLog);
      children.look();
      if (options.isFinite() && gauges.isExhausted()) {
        return;
      }
    }
  }

  private void tick(Gauges gauges, AlarmLog alarmLog) throws InterruptedException {
    alarmLog.next().forEach(screen::alarm);
    if (ticks++ % TICKS_A_STATUS == 0) {
      screen.status(statusLine.next(gauges.snapshot()));
    }
    TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
  }

  private int conclude(Gauges gauges, Books books, AlarmLog alarmLog, URI postgres)
      throws InterruptedException {
    boolean interrupted = end.isAtLeast(EndRequest.Haste.DRAIN);
    if (interrupted) {
      screen.say(
          end.isAtLeast(EndRequest.Haste.NO_DRAIN)
              ? "Ending now: what is in the backlogs stays there."
              : "Ending: the API first, then the backlogs run empty (at most 60 s; Ctrl-C skips that).");
      children.stop(List.of("api"), STOP_GRACE);
      new Faults(wiring.folder(), screen).heal();
    } else {
      screen.say("Everything is served: the backlogs run empty now.");
    }
    long distinct;
    try {
      gauges.settleFetched(books.served());
      distinct = books.distinctServed();
    } catch (SourceAwayException e) {
      throw new DemoFailedException(e.getMessage());
    }
    drain(new Draining(gauges, distinct, interrupted), gauges, alarmLog);
    // The gauges are read one after the other: once more, so that they agree with each other.
    for (int i = 0; i < FINAL_TICKS; i++) {
      tick(gauges, alarmLog);
    }
    screen.endStatus();
    if (end.isAtLeast(EndRequest.Haste.AT_ONCE)) {
      return EXIT_INTERRUPTED;
    }
    new Faults(wiring.folder(), screen).heal();
    children.stop(Wiring.DAEMONS, STOP_GRACE);
    alarmLog.next().forEach(screen::alarm);
    long keptPid = children.pid("postgres");
    Ledger ledger;
    try {
      ledger = Ledger.of(books.read());
    } catch (SourceAwayException e) {
      throw new DemoFailedException("the ledger cannot be read: " + e.getMessage());
    }
    stopParts();
    screen.say("");
    LedgerText.lines(ledger).forEach(screen::say);
    if (options.keep()) {
      explainKept(postgres, keptPid);
    }
    return ledger.isBalanced() ? 0 : EXIT_UNBALANCED;
  }

  private void drain(Draining draining, Gauges gauges, AlarmLog alarmLog)
      throws InterruptedException {
    while (!end.isAtLeast(EndRequest.Haste.NO_DRAIN)) {
      tick(gauges, alarmLog);
      children.look();
      Draining.State state = draining.state();
      if (state == Draining.State.GIVEN_UP) {
        screen.say("Not everything arrived in time; the ledger tells what is missing.");
      }
      if (state != Draining.State.RUNNING) {
        return;
      }
    }
  }

  private void stopParts() throws InterruptedException {
    if (options.keep()) {
      children.release("postgres");
    }
    children.stop(Wiring.PARTS, STOP_GRACE);
  }

  private void explainKept(URI postgres, long pid) {
    screen.say("");
    screen.say("PostgreSQL stays, as process " + pid + ". To look into it:");
    screen.say("  psql " + postgres + " -c 'select * from " + Wiring.TABLE + " limit 5'");
    screen.say("To stop it:");
    screen.say("  kill " + pid);
  }
}
