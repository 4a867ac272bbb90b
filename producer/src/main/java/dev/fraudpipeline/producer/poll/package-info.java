/** The first room: asks the payments API at its rate, and has each answer journaled. */
package dev.fraudpipeline.producer.poll;
