/** The command {@code replay}: puts back what was rejected, exactly once. */
package dev.fraudpipeline.common.command.replay;
