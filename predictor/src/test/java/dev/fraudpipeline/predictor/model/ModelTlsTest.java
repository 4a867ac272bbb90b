package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.fraudpipeline.predictor.Payments;
import dev.fraudpipeline.sandbox.tls.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that is asked by https, with the JVM's own trust in authorities. */
@Timeout(120)
final class ModelTlsTest {
  @TempDir static Path folder;
  private static SSLContext before;
  private static CertificateAuthority authority;

  @BeforeAll
  static void trust() throws Exception {
    before = SSLContext.getDefault();
    authority = CertificateAuthority.in(folder);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream certificate = Files.newInputStream(authority.certificate())) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLContext.setDefault(context);
  }

  @AfterAll
  static void restore() {
    SSLContext.setDefault(before);
  }

  @Test
  void aModelIsAskedOverTlsAgainAndAgain() throws Exception {
    ModelClient client = client();

    withServer(
        "ip:127.0.0.1",
        url -> {
          for (int i = 0; i < 3; i++) {
            assertThat(client.ask(url, List.of(Payments.payment(1))))
                .isInstanceOf(ModelResponse.Scores.class);
          }
        });
  }

  @Test
  void aServerThatIsSomebodyElseGetsNoPayment() throws Exception {
    ModelClient client = client();

    withServer(
        "dns:model.example.com",
        url ->
            assertThat(client.ask(url, List.of(Payments.payment(1))))
                .isInstanceOfSatisfying(
                    ModelResponse.Failed.class,
                    failed -> assertThat(failed.reason()).startsWith("CertificateException")));
  }

  private interface Asking {
    void at(URI url) throws Exception;
  }

  private static void withServer(String name, Asking asking) throws Exception {
    char[] password = CertificateAuthority.PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance(authority.serverFor(name).toFile(), password);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/invocations", ModelTlsTest::answer);
    server.start();
    try {
      asking.at(URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/invocations"));
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] predictions = "{\"predictions\":[1]}".getBytes(UTF_8);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, predictions.length);
      exchange.getResponseBody().write(predictions);
    }
  }

  private static ModelClient client() {
    return new ModelClient(Duration.ofSeconds(30), Optional.empty(), ModelRequest.ALL);
  }
}
