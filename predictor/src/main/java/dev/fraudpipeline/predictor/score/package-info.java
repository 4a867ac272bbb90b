/**
 * The second room: payments wait to be asked about, are asked about together, and it is found out
 * who is to blame for what fails.
 */
package dev.fraudpipeline.predictor.score;
