/** The payments API, simulated byte for byte, with a ledger of what it has served. */
package dev.fraudpipeline.sandbox.api;
