/** The command {@code replay}: what was rejected goes back into its topic, after a fix, once. */
package dev.fraudpipeline.common.replay;
