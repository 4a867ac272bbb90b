package dev.fraudpipeline.common.payment;

/** A row of a document, read: a {@link Payment}, or an {@link InvalidRow}. */
public sealed interface ParsedRow permits Payment, InvalidRow {}
