/** How the sink reaches PostgreSQL, and what it makes of failures. */
package dev.fraudpipeline.sink.database;
