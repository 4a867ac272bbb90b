/** Breaks a part's network on demand, from between the part and its clients. */
package dev.fraudpipeline.sandbox.fault;
