package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.PaymentId;

/**
 * A payment that the simulator served.
 *
 * @param fraud the simulator's own knowledge, which no model sees
 */
record LabelledPayment(PaymentId id, boolean fraud) {}
