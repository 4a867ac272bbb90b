/**
 * Tests of the whole pipeline: the daemons' real jars as processes, the scripts, and the commands
 * that the documents show. There is nothing here but tests.
 */
package dev.fraudpipeline.e2e;
