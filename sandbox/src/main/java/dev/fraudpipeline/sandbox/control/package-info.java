/**
 * How a command reaches a sandbox part that runs in another process: each such process leaves a
 * file that says where it listens, and answers there about its parts' status and faults.
 */
package dev.fraudpipeline.sandbox.control;
