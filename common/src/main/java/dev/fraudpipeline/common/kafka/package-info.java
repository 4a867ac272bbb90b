/** Kafka clients that are set up the same way in all daemons: configuration, topics, headers. */
package dev.fraudpipeline.common.kafka;
