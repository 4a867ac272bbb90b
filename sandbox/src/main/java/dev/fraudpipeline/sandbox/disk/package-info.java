/** What a part keeps between two runs. */
package dev.fraudpipeline.sandbox.disk;
