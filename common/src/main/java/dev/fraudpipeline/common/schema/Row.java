package dev.fraudpipeline.common.schema;

/** What one row of a document turned out to be: a {@link Payment}, or a {@link BadRow}. */
public sealed interface Row permits Payment, BadRow {}
