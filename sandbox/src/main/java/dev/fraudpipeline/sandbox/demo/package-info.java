/**
 * The demo: starts the sandbox's parts and the three daemons as processes, shows what flows, and
 * proves with a ledger that nothing was lost.
 */
package dev.fraudpipeline.sandbox.demo;
