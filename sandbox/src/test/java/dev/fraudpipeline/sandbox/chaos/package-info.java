/** How much harm a randomised test does, and from which seed. */
package dev.fraudpipeline.sandbox.chaos;
