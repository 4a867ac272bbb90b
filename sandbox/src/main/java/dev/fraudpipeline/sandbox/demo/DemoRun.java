package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.config.OptionRules;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One run: starts everything, shows what flows until it is done or the user has seen enough, lets
 * the backlogs run empty, reads the ledger, and stops what it started.
 */
final class DemoRun {
  private static final Duration STOP_GRACE = Duration.ofSeconds(15);
  private static final long TICK_MILLIS = 50;
  private static final int TICKS_A_STATUS = 5;

  /** So many payments go all the way alone: they find nothing loaded and nothing connected yet. */
  private static final int FIRST_PAYMENTS = 20;

  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);
  private static final int FINAL_TICKS = 2 * TICKS_A_STATUS + 1;
  private static final int EXIT_UNBALANCED = 1;
  private static final int EXIT_INTERRUPTED = 130;

  private final DemoOptions options;
  private final DemoScreen screen;
  private final EndRequest end;
  private final DemoWiring wiring;
  private final ChildProcesses children;
  private final FaultHealing faults;
  private final AlarmLogReader alarms;
  private final StatusLine statusLine = new StatusLine();
  private int ticks;

  DemoRun(DemoOptions options, DemoScreen screen, EndRequest end) {
    this.options = options;
    this.screen = screen;
    this.end = end;
    wiring = new DemoWiring(options, RandomGenerator.getDefault());
    children = new ChildProcesses(screen);
    faults = new FaultHealing(wiring.folder(), screen);
    alarms = new AlarmLogReader(wiring.log("predictor"));
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
      children.stop(DemoWiring.DAEMONS, STOP_GRACE);
      children.stop(DemoWiring.PARTS, STOP_GRACE);
    }
  }

  private int runWithChildren() throws IOException, InterruptedException {
    screen.say("Starting a Kafka broker, PostgreSQL, a payments API, a model server that first");
    screen.say("learns from invented payments, and the producer, the predictor and the sink.");
    screen.say("Their logs: " + ShellWord.of(wiring.log("*").getParent()));
    StartSequence start = new StartSequence(wiring, children, screen, end);
    if (!start.run()) {
      screen.clearStatus();
      screen.say("Stopping before everything was up.");
      return EXIT_INTERRUPTED;
    }
    screen.clearStatus();
    StoredPayments table = StoredPayments.at(start.postgres(), DemoWiring.TABLE);
    try (FlowProbe probe = new FlowProbe(wiring, table, alarms)) {
      LedgerReader reader = new LedgerReader(wiring, table, alarms);
      introduce();
      letFirstPaymentsThrough(probe);
      flow(probe);
      return conclude(probe, reader, start);
    }
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
    screen.say("The first " + FIRST_PAYMENTS + " go alone: they load what the others find ready.");
    screen.say("Kill what you like, it is started again; or, from another terminal:");
    screen.say(
        "  java -jar "
            + ShellWord.of(options.jars().sandbox())
            + " fault postgres away 30s --data "
            + ShellWord.of(options.folder()));
    screen.say("");
  }

  private void letFirstPaymentsThrough(FlowProbe probe) throws IOException, InterruptedException {
    probe.awaitFirstReadings();
    wiring.openApi(Integer.toString(FIRST_PAYMENTS));
    long deadline = System.nanoTime() + FIRST_PATIENCE.toNanos();
    while (probe.arrived() < FIRST_PAYMENTS
        && !probe.isExhausted()
        && !end.isAtLeast(EndRequest.Haste.DRAIN)
        && System.nanoTime() - deadline < 0) {
      tick(probe);
      children.look();
    }
    wiring.openApi("");
  }

  /** Until the user has seen enough, or the API has no more. */
  private void flow(FlowProbe probe) throws InterruptedException {
    while (!end.isAtLeast(EndRequest.Haste.DRAIN)) {
      tick(probe);
      children.look();
      if (options.isFinite() && probe.isExhausted()) {
        return;
      }
    }
  }

  private void tick(FlowProbe probe) throws InterruptedException {
    alarms.next().forEach(screen::alarm);
    if (ticks++ % TICKS_A_STATUS == 0) {
      screen.status(statusLine.next(probe.snapshot()));
    }
    TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
  }

  private int conclude(FlowProbe probe, LedgerReader reader, StartSequence start)
      throws InterruptedException {
    boolean interrupted = end.isAtLeast(EndRequest.Haste.DRAIN);
    if (interrupted) {
      screen.say(
          end.isAtLeast(EndRequest.Haste.NO_DRAIN)
              ? "Ending now: what is in the backlogs stays there."
              : "Ending: the API first, then the backlogs run empty (at most 60 s; Ctrl-C skips"
                  + " that).");
      children.stop(List.of("api"), STOP_GRACE);
      faults.heal();
    } else {
      screen.say("Everything is served: the backlogs run empty now.");
    }
    try {
      List<LabelledPayment> served = reader.served();
      probe.settleFetched(served.size());
      long distinct = served.stream().map(LabelledPayment::id).distinct().count();
      drain(new DrainWatch(probe, distinct, interrupted), probe);
      // The stations are read one after the other: once more, so that they agree with each other.
      for (int i = 0; i < FINAL_TICKS; i++) {
        tick(probe);
      }
      screen.endStatus();
      if (end.isAtLeast(EndRequest.Haste.AT_ONCE)) {
        return EXIT_INTERRUPTED;
      }
      faults.heal();
      children.stop(DemoWiring.DAEMONS, STOP_GRACE);
      alarms.next().forEach(screen::alarm);
      return printLedger(reader.read(probe.snapshot()), start);
    } catch (SourceAwayException e) {
      throw new DemoFailedException("the ledger cannot be read: " + e.getMessage());
    }
  }

  private void drain(DrainWatch watch, FlowProbe probe) throws InterruptedException {
    while (!end.isAtLeast(EndRequest.Haste.NO_DRAIN)) {
      tick(probe);
      children.look();
      DrainWatch.State state = watch.state();
      if (state == DrainWatch.State.GIVEN_UP) {
        screen.say("Not everything arrived in time; the ledger tells what is missing.");
      }
      if (state != DrainWatch.State.RUNNING) {
        return;
      }
    }
  }

  private int printLedger(LedgerEvidence evidence, StartSequence start)
      throws InterruptedException {
    long keptPid = children.pid("postgres");
    if (options.keep()) {
      children.release("postgres");
    }
    children.stop(DemoWiring.PARTS, STOP_GRACE);
    PaymentLedger ledger = PaymentLedger.of(evidence);
    Map<String, Duration> ready = start.readyAfter();
    screen.say("");
    LedgerText.lines(ledger, evidence.fetchToAlarm(), evidence.fetchToRow(), ready)
        .forEach(screen::say);
    if (options.keep()) {
      explainKept(start.postgres(), keptPid);
    }
    return ledger.isBalanced() ? 0 : EXIT_UNBALANCED;
  }

  private void explainKept(URI postgres, long pid) {
    screen.say("");
    screen.say("PostgreSQL stays, as process " + pid + ". To look into it:");
    screen.say("  psql " + postgres + " -c 'select * from " + DemoWiring.TABLE + " limit 5'");
    screen.say("To stop it:");
    screen.say("  kill " + pid);
  }
}
