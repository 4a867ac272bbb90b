/** Polls the payments API and writes each payment, in the training-set schema, to topic_1. */
package dev.fraudpipeline.producer;
