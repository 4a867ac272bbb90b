package dev.fraudpipeline.sandbox.api;

/**
 * One payment that a client has been given.
 *
 * @param unixTime seconds, as the pipeline rebuilds them
 * @param fraud the truth about it
 */
public record ServedPayment(String transNum, long unixTime, boolean fraud, long servedAtMs) {}
