/** A small HTTP/1.1 server whose wire format and faults are fully under control. */
package dev.fraudpipeline.sandbox.http;
