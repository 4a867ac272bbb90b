/** The predictor, beside a bare transactional copy, a load generator and the model's own time. */
package dev.fraudpipeline.benchmark.predictor;
