package dev.fraudpipeline.sandbox.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);

  @TempDir private Path data;
  private final FakePart part = new FakePart();
  private ControlServer server;

  @BeforeEach
  void start() {
    server = ControlServer.start(data);
    server.add(part);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPartIsFoundAndTellsItsState() {
    // When
    PartState state = remote().state(DEFINITELY_TOO_SLOW).orElseThrow();

    // Then
    assertThat(state.name()).isEqualTo("api");
    assertThat(state.address()).isEqualTo("http://127.0.0.1:8000");
    assertThat(state.fault()).isNull();
    assertThat(state.status()).containsEntry("served", 7).containsEntry("exhausted", false);
  }

  @Test
  void aFaultLastsUntilItIsHealed() {
    // When
    PartState inflicted = remote().inflict(PartFault.HANG, Duration.ZERO).orElseThrow();
    PartState healed = remote().heal().orElseThrow();

    // Then
    assertThat(inflicted.fault()).isEqualTo(PartFault.HANG);
    assertThat(healed.fault()).isNull();
    assertThat(part.events).containsExactly("HANG", "HEALED");
  }

  @Test
  void aFaultWithATimeHealsByItself() {
    // When
    remote().inflict(PartFault.SLOW, Duration.ofMillis(50));

    // Then
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(part.events).containsExactly("SLOW", "HEALED"));
    assertThat(remote().state(DEFINITELY_TOO_SLOW).orElseThrow().fault()).isNull();
  }

  @Test
  void theTimeOfAReplacedFaultDoesNotEndTheNewOne() {
    // Given
    remote().inflict(PartFault.SLOW, Duration.ofSeconds(2));

    // When
    remote().inflict(PartFault.AWAY, Duration.ZERO);

    // Then
    await()
        .during(Duration.ofMillis(2_500))
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(part.events).containsExactly("SLOW", "AWAY"));
  }

  @Test
  void whatThePartCannotDoIsTold() {
    // When, Then
    assertThatThrownBy(() -> remote().inflict(PartFault.GARBAGE, Duration.ZERO))
        .hasMessage("no garbage here");
  }

  @Test
  void aCleanEndLeavesNoFile() {
    // When
    server.close();

    // Then
    assertThat(data).isEmptyDirectory();
    assertThat(RemotePart.find(data, "api")).isEmpty();
  }

  @Test
  void theFileOfADeadProcessIsNoPart() throws IOException {
    // Given
    Process dead = new ProcessBuilder("true").start();
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> !dead.isAlive());
    Files.writeString(
        data.resolve("model.json"),
        "{\"pid\":" + dead.pid() + ",\"address\":\"x\",\"control\":\"http://127.0.0.1:1/model\"}");

    // When, Then
    assertThat(RemotePart.find(data, "model")).isEmpty();
  }

  @Test
  void aPartThatDoesNotListenAnyMoreIsGone() throws IOException {
    // Given
    Files.writeString(
        data.resolve("model.json"),
        "{\"pid\":"
            + ProcessHandle.current().pid()
            + ",\"address\":\"x\",\"control\":\"http://127.0.0.1:1/model\"}");

    // When, Then
    assertThat(RemotePart.find(data, "model").orElseThrow().state(DEFINITELY_TOO_SLOW)).isEmpty();
  }

  private RemotePart remote() {
    return RemotePart.find(data, "api").orElseThrow();
  }
}
