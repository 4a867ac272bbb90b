/** The sink, beside COPY and a batch insert. */
package dev.fraudpipeline.benchmark.sink;
