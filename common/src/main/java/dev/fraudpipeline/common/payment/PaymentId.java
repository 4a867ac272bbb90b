package dev.fraudpipeline.common.payment;

/**
 * The identity of a payment. The same {@code transNum} at another time is another payment.
 *
 * @param unixTime seconds since 1970
 */
public record PaymentId(String transNum, long unixTime) {}
