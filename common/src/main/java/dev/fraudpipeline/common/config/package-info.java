/**
 * A daemon's settings: options on the command line and variables of the environment, checked whole
 * before anything is touched.
 */
package dev.fraudpipeline.common.config;
