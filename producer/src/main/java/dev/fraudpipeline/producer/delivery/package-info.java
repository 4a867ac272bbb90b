/**
 * The last room: takes answers from the journal to Kafka, and tells the journal what has become of
 * them.
 */
package dev.fraudpipeline.producer.delivery;
