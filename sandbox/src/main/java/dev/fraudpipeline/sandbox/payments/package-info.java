/**
 * Invented card payments: customers, merchants, amounts and frauds that look like the real ones.
 */
package dev.fraudpipeline.sandbox.payments;
