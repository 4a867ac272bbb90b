/** How {@code producer.jar replay} makes payments of what the producer rejected. */
package dev.fraudpipeline.producer.replay;
