/** Execution of the sandbox's and the benchmarks' command lines, to their exit status. */
package dev.fraudpipeline.sandbox.command;
