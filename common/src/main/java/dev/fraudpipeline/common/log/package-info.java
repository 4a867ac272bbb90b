/** How log lines look, and how text from outside and personal data are kept out of them. */
package dev.fraudpipeline.common.log;
