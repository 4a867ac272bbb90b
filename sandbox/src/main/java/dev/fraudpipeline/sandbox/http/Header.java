package dev.fraudpipeline.sandbox.http;

/** One header line, with the case that goes over the wire. */
public record Header(String name, String value) {}
