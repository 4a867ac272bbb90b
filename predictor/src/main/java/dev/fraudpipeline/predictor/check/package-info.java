/** What {@code predictor.jar check} looks at beside Kafka: whether the model takes payments. */
package dev.fraudpipeline.predictor.check;
