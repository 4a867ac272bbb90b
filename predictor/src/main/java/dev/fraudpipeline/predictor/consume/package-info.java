/** The first room: payments come in from topic_1, and partitions come and go. */
package dev.fraudpipeline.predictor.consume;
