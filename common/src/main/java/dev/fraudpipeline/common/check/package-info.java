/** The command {@code check}: whether all that a daemon needs is there, in a table for people. */
package dev.fraudpipeline.common.check;
