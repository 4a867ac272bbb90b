/**
 * The last room: what was read and is not committed yet, and the transactions that make outputs and
 * offsets visible together.
 */
package dev.fraudpipeline.predictor.commit;
