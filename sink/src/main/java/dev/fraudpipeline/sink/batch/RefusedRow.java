package dev.fraudpipeline.sink.batch;

import dev.fraudpipeline.sink.database.SqlFailure;

/**
 * A row that the table does not take.
 *
 * @param row its number in the batch
 */
public record RefusedRow(int row, SqlFailure failure) {}
