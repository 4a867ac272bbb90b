/** The table of payments: its definition, its making, and the check of one that is there. */
package dev.fraudpipeline.sink.table;
