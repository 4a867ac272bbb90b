package dev.fraudpipeline.producer.journal;

import java.util.UUID;

/**
 * An answer of the API, as the journal keeps it.
 *
 * @param number its place in the order, growing
 * @param id its own for ever, over restarts
 * @param fetchedAtMillis when its last byte had been read, since 1970
 * @param body whole, as it came; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record JournaledAnswer(long number, UUID id, long fetchedAtMillis, byte[] body) {}
