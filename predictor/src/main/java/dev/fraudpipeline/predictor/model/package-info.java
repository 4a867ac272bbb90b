/** The MLflow endpoints: what they are asked, what they answer, and which of them are sick. */
package dev.fraudpipeline.predictor.model;
