package dev.fraudpipeline.sandbox.payments;

/** Where customers live; the zip has lost its leading zeros, as in the training set. */
record HomeCity(String name, String state, int zip, double lat, double lon, int population) {}
