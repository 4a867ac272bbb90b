/**
 * Payments, requests and servers that cost next to nothing, so that what is measured is the daemon.
 */
package dev.fraudpipeline.benchmark.load;
