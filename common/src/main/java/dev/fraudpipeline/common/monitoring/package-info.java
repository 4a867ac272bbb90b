/**
 * How operators see a daemon over HTTP: metrics for Prometheus, and whether it is alive and ready.
 */
package dev.fraudpipeline.common.monitoring;
