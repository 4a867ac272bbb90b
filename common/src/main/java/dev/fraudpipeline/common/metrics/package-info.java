/**
 * What a daemon tells of itself over HTTP: metrics for Prometheus, and whether it is alive and
 * ready.
 */
package dev.fraudpipeline.common.metrics;
