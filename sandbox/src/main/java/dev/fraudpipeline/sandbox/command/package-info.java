/** How a command line of the sandbox or of the benchmarks runs and ends. */
package dev.fraudpipeline.sandbox.command;
