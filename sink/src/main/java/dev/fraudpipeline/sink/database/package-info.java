/** Connections to PostgreSQL, and the meaning of its failures. */
package dev.fraudpipeline.sink.database;
