package dev.fraudpipeline.sink.command.verdict;

import java.util.Optional;

/**
 * A payment as investigators see it: what they need to look it up, and nobody's name.
 *
 * @param id the row's
 * @param at as {@code --at} takes it
 * @param amount with its digits as they came
 * @param predicted 1 where the model said fraud
 * @param confirmed the verdict; empty where there is none yet
 */
record ReviewablePayment(
    long id,
    String transNum,
    String at,
    String amount,
    Optional<String> merchant,
    Optional<String> category,
    Optional<Double> score,
    int predicted,
    Optional<Integer> confirmed) {}
