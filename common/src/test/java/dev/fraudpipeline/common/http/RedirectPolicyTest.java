package dev.fraudpipeline.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an answer may send a request. */
final class RedirectPolicyTest {

  @ParameterizedTest
  @CsvSource({
    "301, http://api.example.com/a, https://api.example.com/a, true",
    "302, http://api.example.com/a, /b, true",
    "303, http://api.example.com/a, http://other.example.com:8080/b, true",
    "307, https://api.example.com/a, b?c=d, true",
    "308, https://api.example.com/a, https://other.example.com, true",
    "308, HTTPS://api.example.com/a, HTTPS://api.example.com/b, true",
    "302, https://api.example.com/a, http://api.example.com/a, false",
    "302, https://api.example.com/a, HTTP://api.example.com/a, false",
    "302, http://api.example.com/a, ftp://api.example.com/a, false",
    "302, http://api.example.com/a, mailto:api@example.com, false",
    "302, http://api.example.com/a, http://user:password@api.example.com/, false",
    "302, http://api.example.com/a, http://[api, false",
    "302, http://api.example.com/a, , false",
    "300, http://api.example.com/a, /b, false",
    "304, http://api.example.com/a, /b, false",
    "200, http://api.example.com/a, /b, false",
    "503, http://api.example.com/a, /b, false"
  })
  void itIsFollowedToWhatIsNotLessSecure(int status, String from, String to, boolean followed)
      throws Exception {
    HttpResponse response = new BasicHttpResponse(status);
    if (to != null) {
      response.setHeader("Location", to);
    }

    assertThat(
            new RedirectPolicy().isRedirected(new HttpGet(from), response, new HttpClientContext()))
        .isEqualTo(followed);
  }
}
