/** The training-set schema, written once, and everything that is derived from it. */
package dev.fraudpipeline.common.schema;
