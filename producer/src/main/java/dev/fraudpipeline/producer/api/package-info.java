/** The payments API: when it is called, what it answers, and the patience where it does not. */
package dev.fraudpipeline.producer.api;
