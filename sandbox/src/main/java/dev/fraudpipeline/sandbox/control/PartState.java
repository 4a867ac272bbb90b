package dev.fraudpipeline.sandbox.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fraudpipeline.sandbox.Fault;
import java.util.Map;

/**
 * How a part is.
 *
 * @param address where clients find it
 * @param fault what is inflicted on it now, or null
 * @param status its own counters, see {@link dev.fraudpipeline.sandbox.Part#status()}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartState(String name, String address, Fault fault, Map<String, Object> status) {}
