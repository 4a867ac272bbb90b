package dev.fraudpipeline.sink.copy;

import dev.fraudpipeline.sink.database.SqlFailure;

/**
 * A row that the table does not take.
 *
 * @param row its number in the batch
 */
public record Refused(int row, SqlFailure failure) {}
