/** The first room: reads topic_2, and commits the offsets of what is stored. */
package dev.fraudpipeline.sink.consume;
