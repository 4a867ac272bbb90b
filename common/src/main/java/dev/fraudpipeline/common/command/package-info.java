/** The commands that each jar has beside running its daemon. */
package dev.fraudpipeline.common.command;
