/** Reads what a daemon tells of itself, as Prometheus and an orchestrator do. */
package dev.fraudpipeline.sandbox.metrics;
