package dev.fraudpipeline.sandbox.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.util.Map;

/**
 * State of a part.
 *
 * @param address where clients find it
 * @param fault what is inflicted on it now, or null
 * @param status its own counters, see {@link dev.fraudpipeline.sandbox.part.SandboxPart#status()}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartState(String name, String address, PartFault fault, Map<String, Object> status) {}
