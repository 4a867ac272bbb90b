/** Data that a part keeps on disk between two runs. */
package dev.fraudpipeline.sandbox.disk;
