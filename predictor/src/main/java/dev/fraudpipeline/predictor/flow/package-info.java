/** Payments on their way from topic_1 to topic_2: waiting, asked about, finished, committed. */
package dev.fraudpipeline.predictor.flow;
