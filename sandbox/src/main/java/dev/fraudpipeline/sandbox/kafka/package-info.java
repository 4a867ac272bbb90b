/** A real Kafka broker, in this process. */
package dev.fraudpipeline.sandbox.kafka;
