/** Commands of the sink's jar, beside running it. */
package dev.fraudpipeline.sink.command;
