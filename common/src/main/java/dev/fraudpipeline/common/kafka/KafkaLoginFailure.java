package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.log.LogText;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;

/**
 * Reason for which TLS or log-in to a broker failed, and what is to be done.
 *
 * @param reason for people, a sentence; holds no secret
 * @param curedElsewhere whether it is the broker's to mend, so that waiting helps
 */
record KafkaLoginFailure(String reason, boolean curedElsewhere) {

  static KafkaLoginFailure of(AuthenticationException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return new KafkaLoginFailure(
            "the broker's certificate is not valid at this time ("
                + LogText.escaped(cause.getMessage())
                + "): it must be renewed there, or this machine's clock is wrong",
            true);
      }
      if (cause instanceof CertPathBuilderException) {
        return new KafkaLoginFailure(
            "the broker's certificate is signed by nobody that this machine trusts: name its"
                + " authority in KAFKA_CONFIG, by ssl.truststore.location or ssl.ca.location",
            false);
      }
      // The JDK has no class of its own for a certificate with another name.
      if (cause.getClass() == CertificateException.class && cause.getCause() == null) {
        return new KafkaLoginFailure(
            "the broker's certificate is for another host than bootstrap.servers or the broker"
                + " itself names ("
                + LogText.escaped(cause.getMessage())
                + ")",
            false);
      }
    }
    String hint =
        failure instanceof SaslAuthenticationException
            ? "check SASL_USERNAME and SASL_PASSWORD"
            : "check security.protocol, sasl.mechanism and the TLS settings of KAFKA_CONFIG";
    return new KafkaLoginFailure(LogText.cause(failure) + ": " + hint, false);
  }
}
