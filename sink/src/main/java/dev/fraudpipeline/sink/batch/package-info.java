/**
 * The second room: records become rows as PostgreSQL's binary COPY takes them, and rows batches.
 */
package dev.fraudpipeline.sink.batch;
