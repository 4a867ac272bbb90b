/** Measurements of rate and memory, and the way from single runs to a figure. */
package dev.fraudpipeline.benchmark.measure;
