/** Figures with their goals, as a table and as JSON. */
package dev.fraudpipeline.benchmark.report;
