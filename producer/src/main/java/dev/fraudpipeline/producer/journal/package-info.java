/** What the API answered, on disk until Kafka has acknowledged all that came of it. */
package dev.fraudpipeline.producer.journal;
