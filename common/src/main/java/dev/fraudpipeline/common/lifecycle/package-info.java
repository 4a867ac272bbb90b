/** The life of a daemon: start, stop signals, patience with what is away, end. */
package dev.fraudpipeline.common.lifecycle;
