/** The daily extraction of validated payments for the next training: {@code validated.csv}. */
package dev.fraudpipeline.sink.command.export;
