/** Certificates that are made when they are needed. */
package dev.fraudpipeline.sandbox.tls;
