/** What operators do with the sink's jar beside running it. */
package dev.fraudpipeline.sink.command;
