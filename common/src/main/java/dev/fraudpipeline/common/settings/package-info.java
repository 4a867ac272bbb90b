/** Settings from options and environment variables, declared once, checked all together. */
package dev.fraudpipeline.common.settings;
