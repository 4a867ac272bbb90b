/**
 * The third room: batches go into the table, each in one database transaction, and rows that it
 * refuses are found by bisecting.
 */
package dev.fraudpipeline.sink.write;
