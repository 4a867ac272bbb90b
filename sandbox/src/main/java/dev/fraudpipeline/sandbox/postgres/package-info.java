/** A real PostgreSQL server, started from binaries that come as Maven artifacts. */
package dev.fraudpipeline.sandbox.postgres;
