/** Alarms: people learn of a fraud. */
package dev.fraudpipeline.predictor.alarm;
