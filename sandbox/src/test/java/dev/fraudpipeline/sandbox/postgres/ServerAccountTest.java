package dev.fraudpipeline.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAccountTest {

  private static final long ROOT = 0;
  private static final long SOMEBODY = 1000;

  @Test
  void whoIsNotRootStaysWhoTheyAre() throws IOException {
    // When
    ServerAccount account = ServerAccount.detect(SOMEBODY, new FakeMachine(Set.of()));

    // Then
    assertThat(account.command(List.of("initdb"))).containsExactly("initdb");
    assertThat(account.uid()).isEmpty();
  }

  @Test
  void rootTakesANamespaceOfItsOwnWhereThatIsAllowed() throws IOException {
    // When
    ServerAccount account =
        ServerAccount.detect(ROOT, new FakeMachine(Set.of("unshare", "setpriv", "su")));

    // Then
    assertThat(account.command(List.of("initdb")))
        .containsExactly("unshare", "--user", "--", "initdb");
    assertThat(account.uid()).isEqualTo(OptionalInt.of(0));
    assertThat(account.reachesAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"setpriv", "runuser", "su"})
  void rootWithoutNamespacesBecomesNobodyByWhatTheMachineHas(String tool) throws IOException {
    // When
    ServerAccount account = ServerAccount.detect(ROOT, new FakeMachine(Set.of(tool)));

    // Then
    assertThat(account.command(List.of("initdb"))).startsWith(tool).endsWith("initdb");
    assertThat(account.uid()).isEqualTo(OptionalInt.of(65_534));
    assertThat(account.reachesAll()).isFalse();
  }

  @Test
  void rootWithoutAnyWayIsToldWhatToDo() {
    assertThatThrownBy(() -> ServerAccount.detect(ROOT, new FakeMachine(Set.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("refuses to run as root")
        .hasMessageContaining("install util-linux");
  }

  @Test
  void aToolThatLeavesRootAsItIsDoesNotCount() {
    assertThatThrownBy(
            () ->
                ServerAccount.detect(
                    ROOT,
                    command ->
                        command.equals(List.of("id", "-g", "nobody"))
                            ? Optional.of("65534")
                            : Optional.of("0")))
        .isInstanceOf(IllegalStateException.class);
  }

  /** A machine with nobody, and with these of the tools. */
  private record FakeMachine(Set<String> tools) implements ServerAccount.Probe {
    @Override
    public Optional<String> run(List<String> command) {
      List<String> words = new ArrayList<>(command);
      if (words.get(0).equals("id")) {
        return words.contains("nobody") ? Optional.of("65534") : Optional.empty();
      }
      return tools.contains(words.get(0)) ? Optional.of("65534") : Optional.empty();
    }
  }
}
