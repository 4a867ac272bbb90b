package dev.fraudpipeline.predictor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.predictor.Payments;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which endpoint the next request goes to; nobody is asked. */
@Timeout(30)
final class EndpointPoolTest {
  private static final List<URI> URLS =
      List.of(URI.create("http://localhost:1/invocations"), URI.create("http://localhost:2/"));

  private final EndpointPool endpoints =
      new EndpointPool(
          URLS,
          new ModelClient(Duration.ofSeconds(1), Optional.empty(), ModelRequest.ALL),
          new ModelMetrics(
              Monitoring.start("predictor", Optional.empty()).meters(),
              URLS,
              AvailabilityListener.UNHEARD));
  private final ModelEndpoint first = endpoints.all().get(0);
  private final ModelEndpoint second = endpoints.all().get(1);

  @Test
  void eachRequestGoesWhereTheFewestAreOut() throws Exception {
    // Given
    List<EndpointPool.Lease> leases = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      leases.add(endpoints.acquire(null, false));
    }
    assertThat(leases.stream().map(EndpointPool.Lease::endpoint))
        .containsExactly(first, second, first, second);

    // When
    leases.get(1).close();
    leases.get(3).close();

    // Then
    assertThat(endpoints.acquire(null, false).endpoint()).isEqualTo(second);
    assertThat(endpoints.acquire(null, false).endpoint()).isEqualTo(second);
  }

  @Test
  void whatFailedAtOneIsAskedAboutAtTheOther() throws Exception {
    assertThat(endpoints.acquire(first, false).endpoint()).isEqualTo(second);
    assertThat(endpoints.acquire(first, false).endpoint()).isEqualTo(second);
    assertThat(endpoints.acquire(second, false).endpoint()).isEqualTo(first);
  }

  @Test
  void oneThatFailsRestsAndTheOtherHasAll() throws Exception {
    // Given
    endpoints.succeeded(first, Payments.payment(1));

    // When
    endpoints.failed(first, "status 500");

    // Then
    for (int i = 0; i < 3; i++) {
      assertThat(endpoints.acquire(first, false).endpoint()).isEqualTo(second);
    }
    endpoints.succeeded(first, Payments.payment(2));
    assertThat(endpoints.acquire(null, false).endpoint()).isEqualTo(first);
  }

  @Test
  void whoIsToBeAloneWaitsForTheOthersAndKeepsThemAway() throws Exception {
    // Given
    endpoints.succeeded(first, Payments.payment(1));
    endpoints.failed(second, "status 500");
    EndpointPool.Lease other = endpoints.acquire(null, false);
    Thread end = new Thread(other::close);

    // When
    end.start();
    EndpointPool.Lease alone = endpoints.acquire(null, true);

    // Then
    assertThat(alone.endpoint()).isEqualTo(first);
    assertThat(first.inFlight).isEqualTo(1);
    assertThat(first.reserved).isTrue();
    alone.close();
    assertThat(first.reserved).isFalse();
  }

  @Test
  void whoeverWaitsForAPlaceIsSentAwayAtTheEnd() {
    endpoints.succeeded(first, Payments.payment(1));
    endpoints.failed(first, "status 500");
    endpoints.failed(second, "status 500");
    new Thread(endpoints::close).start();

    assertThatThrownBy(() -> endpoints.acquire(null, false))
        .isInstanceOf(InterruptedException.class);
  }
}
