/** Runnable jars as child processes, for the demo and for tests of whole processes. */
package dev.fraudpipeline.sandbox.process;
