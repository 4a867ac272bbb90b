/**
 * Control of a sandbox part that runs in another process: such a process leaves a file for each of
 * its parts that says where it listens, and answers there about their status and faults.
 */
package dev.fraudpipeline.sandbox.control;
