package dev.fraudpipeline.common.lifecycle;

/**
 * Is told, by whoever tries something outside, whether it answers. Thread-safe and quick: it may be
 * told of every single try.
 */
public interface AvailabilityListener {
  /** For those whom nobody listens to. */
  AvailabilityListener UNHEARD =
      new AvailabilityListener() {
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
