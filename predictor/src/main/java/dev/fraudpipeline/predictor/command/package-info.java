/** The predictor's part of the commands {@code check} and {@code replay}. */
package dev.fraudpipeline.predictor.command;
