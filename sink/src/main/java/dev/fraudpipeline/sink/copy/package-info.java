/** Payments on their way into the table: encoded, copied, and bisected where they are refused. */
package dev.fraudpipeline.sink.copy;
