/**
 * The training-set schema, written once, and everything that is derived from it: a document comes
 * in, payments and rows that are none come out. The fast ways and the general way agree in all they
 * say.
 */
package dev.fraudpipeline.common.payment;
