/**
 * A daemon as operators see it over HTTP: metrics for Prometheus, and whether it is alive and
 * ready.
 */
package dev.fraudpipeline.common.monitoring;
