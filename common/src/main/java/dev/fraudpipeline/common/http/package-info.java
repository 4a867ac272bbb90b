/** The one HTTP client: an exchange that can neither hang, nor eat the heap, nor be repeated. */
package dev.fraudpipeline.common.http;
