package dev.fraudpipeline.common.metrics;

/**
 * Is told, by whoever tries something outside, whether it answers. Thread-safe and quick: it may be
 * told of every single try.
 */
public interface Availability {
  /** For those whom nobody listens to. */
  Availability UNHEARD =
      new Availability() {
        @Override
        public void isUp() {}

        @Override
        public void isDown(String why) {}
      };

  /** It has answered. */
  void isUp();

  /**
   * It has not answered.
   *
   * @param why for people; without personal data and secrets
   */
  void isDown(String why);
}
