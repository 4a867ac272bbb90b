/**
 * What runs meanwhile: Kafka and the other parts, daemons and plain programs, each as a process.
 */
package dev.fraudpipeline.benchmark.run;
