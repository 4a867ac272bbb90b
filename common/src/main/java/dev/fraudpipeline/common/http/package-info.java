/** One HTTP exchange that can neither hang nor eat the heap. */
package dev.fraudpipeline.common.http;
