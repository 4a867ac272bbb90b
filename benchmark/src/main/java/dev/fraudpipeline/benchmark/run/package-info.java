/** Processes of a benchmark: Kafka and the other parts, daemons and plain programs. */
package dev.fraudpipeline.benchmark.run;
