package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Makes the file of a new segment; one that is there is an error. */
@FunctionalInterface
interface SegmentFiles {
  FileChannel create(Path file) throws IOException;
}
