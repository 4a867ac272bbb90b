/** Records that are themselves bad: why, and how they are kept in {@code topic_*_rejected}. */
package dev.fraudpipeline.common.rejected;
