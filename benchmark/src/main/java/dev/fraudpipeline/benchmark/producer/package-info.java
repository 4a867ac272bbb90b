/** The producer, beside Kafka's own producer benchmark. */
package dev.fraudpipeline.benchmark.producer;
