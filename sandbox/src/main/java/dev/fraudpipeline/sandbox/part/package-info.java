/** The sandbox's parts as a command sees them: started, made to fail, healed. */
package dev.fraudpipeline.sandbox.part;
