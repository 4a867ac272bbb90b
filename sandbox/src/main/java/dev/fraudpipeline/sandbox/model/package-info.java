/** A model server that speaks MLflow's scoring protocol, and the models behind it. */
package dev.fraudpipeline.sandbox.model;
