/** The investigators' commands: what is to be decided, and what they decided. */
package dev.fraudpipeline.sink.command.verdict;
