package dev.fraudpipeline.sandbox.demo;

/**
 * A payment as an alarm line names it. The line has no {@code unix_time}, and the training set's
 * lies seven years before its date: to whom an alarm belongs is told by what it says.
 *
 * @param at the payment's {@code trans_date_trans_time}
 */
record AlarmedPayment(String transNum, String at) {}
