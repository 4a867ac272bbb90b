/** The producer's part of the commands {@code check} and {@code replay}. */
package dev.fraudpipeline.producer.command;
