package dev.fraudpipeline.sandbox.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate authority of one test run, on the JDK's {@code keytool}. Its keys protect nothing:
 * the password is in the source. Not thread-safe.
 */
public final class CertificateAuthority {
  /** Of all key stores, and of the keys in them. */
  public static final String PASSWORD = "sandbox";

  private static final String ALIAS = "ca";

  private final Path folder;
  private final Path keys;

  private CertificateAuthority(Path folder) {
    this.folder = folder;
    this.keys = folder.resolve("ca.p12");
  }

  /**
   * Makes one.
   *
   * @param folder an empty one, for its files
   * @throws IllegalStateException where keytool fails
   */
  public static CertificateAuthority in(Path folder) {
    CertificateAuthority authority = new CertificateAuthority(folder);
    authority.keytool(
        "-genkeypair",
        "-keystore",
        authority.keys.toString(),
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-dname",
        "CN=Sandbox CA",
        "-ext",
        "bc:c",
        "-validity",
        "2");
    authority.keytool(
        "-exportcert",
        "-rfc",
        "-keystore",
        authority.keys.toString(),
        "-alias",
        ALIAS,
        "-file",
        authority.certificate().toString());
    return authority;
  }

  /** The authority's own certificate, PEM: what clients are to trust. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** A server's key store (PKCS12, {@link #PASSWORD}), valid today and tomorrow. */
  public Path serverFor(String subjectAlternativeName) {
    return issue(subjectAlternativeName, "-1d", "3");
  }

  /** As {@link #serverFor}, but the certificate ended two days ago. */
  public Path expiredServerFor(String subjectAlternativeName) {
    return issue(subjectAlternativeName, "-4d", "2");
  }

  /**
   * @param name as keytool spells it, such as {@code ip:127.0.0.1} or {@code dns:kafka.example.com}
   */
  private Path issue(String name, String start, String days) {
    try {
      Path store = Files.createTempDirectory(folder, "server-").resolve("server.p12");
      // Signing needs the authority's key in the same store; what signs is taken out again.
      Files.copy(keys, store);
      keytool(
          "-genkeypair",
          "-keystore",
          store.toString(),
          "-alias",
          "server",
          "-keyalg",
          "EC",
          "-dname",
          "CN=Sandbox server",
          "-ext",
          "san=" + name,
          "-signer",
          ALIAS,
          "-startdate",
          start,
          "-validity",
          days);
      keytool("-delete", "-keystore", store.toString(), "-alias", ALIAS);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException("no key store can be made in " + folder, e);
    }
  }

  private void keytool(String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(arguments));
    line.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Path output = folder.resolve("keytool.log");
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("keytool does not end");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("keytool failed: " + Files.readString(output));
      }
    } catch (IOException e) {
      throw new IllegalStateException("keytool cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }
}
