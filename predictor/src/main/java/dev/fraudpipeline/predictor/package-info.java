/** Scores payments of topic_1 on MLflow endpoints, raises alarms and writes topic_2. */
package dev.fraudpipeline.predictor;
