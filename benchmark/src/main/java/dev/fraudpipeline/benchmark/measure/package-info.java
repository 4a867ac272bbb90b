/** What is measured, and how a figure comes of single runs. */
package dev.fraudpipeline.benchmark.measure;
