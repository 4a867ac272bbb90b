package dev.fraudpipeline.common.monitoring;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something that a daemon depends on: missing while any of its sources says so. Thread-safe. */
final class DependencyStatus {
  private final Clock clock;
  private final List<Source> sources = new CopyOnWriteArrayList<>();
  private boolean wasUp;
  private Instant since;

  DependencyStatus(Clock clock) {
    this.clock = clock;
  }

  /**
   * One more that tells of it.
   *
   * @param missing what it says until it is told something
   */
  synchronized AvailabilityListener source(Optional<String> missing) {
    Source source = new Source(missing);
    sources.add(source);
    turned();
    return source;
  }

  synchronized Health.State state() {
    return new Health.State(missing(), since);
  }

  private Optional<String> missing() {
    return sources.stream().flatMap(source -> source.missing.stream()).findFirst();
  }

  private synchronized void turned() {
    boolean up = missing().isEmpty();
    if (since == null || up != wasUp) {
      wasUp = up;
      since = clock.instant();
    }
  }

  private final class Source implements AvailabilityListener {
    private volatile Optional<String> missing;

    Source(Optional<String> missing) {
      this.missing = missing;
    }

    @Override
    public void isUp() {
      // Told of every try: only news costs more than a look.
      if (missing.isPresent()) {
        missing = Optional.empty();
        turned();
      }
    }

    @Override
    public void isDown(String why) {
      missing = Optional.of(why.isBlank() ? "away" : why);
      turned();
    }
  }
}
