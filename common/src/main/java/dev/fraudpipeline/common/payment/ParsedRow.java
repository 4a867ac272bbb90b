package dev.fraudpipeline.common.payment;

/** What one row of a document turned out to be: a {@link Payment}, or a {@link InvalidRow}. */
public sealed interface ParsedRow permits Payment, InvalidRow {}
