/**
 * Benchmarks: each daemon's real jar, as a process with a small heap, beside the plainest program
 * that does the same work on the same broker and database, in one run. Never part of a test's
 * verdict: they report, and say which goals were met.
 */
package dev.fraudpipeline.benchmark;
