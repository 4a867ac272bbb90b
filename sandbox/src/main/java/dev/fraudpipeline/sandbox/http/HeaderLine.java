package dev.fraudpipeline.sandbox.http;

/** One header line, with the case that goes over the wire. */
public record HeaderLine(String name, String value) {}
