/** The look of log lines, and what keeps text from outside and personal data out of them. */
package dev.fraudpipeline.common.log;
