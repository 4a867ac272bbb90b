/** The command {@code check}: whether all that a daemon needs is there and works. */
package dev.fraudpipeline.common.command.check;
