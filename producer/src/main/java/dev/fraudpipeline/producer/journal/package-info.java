/**
 * The second room: the answers of the API, on disk until Kafka has acknowledged all that came of
 * it.
 */
package dev.fraudpipeline.producer.journal;
