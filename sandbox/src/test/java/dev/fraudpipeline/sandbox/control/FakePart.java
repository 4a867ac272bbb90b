package dev.fraudpipeline.sandbox.control;

import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what is done to it. */
public final class FakePart implements SandboxPart {
  public final List<String> events = new CopyOnWriteArrayList<>();

  @Override
  public String name() {
    return "api";
  }

  @Override
  public String address() {
    return "http://127.0.0.1:8000";
  }

  @Override
  public void inflict(PartFault fault) {
    if (fault == PartFault.GARBAGE) {
      throw new IllegalStateException("no garbage here");
    }
    events.add(fault.name());
  }

  @Override
  public void heal() {
    events.add("HEALED");
  }

  @Override
  public Map<String, Object> status() {
    return Map.of("served", 7, "exhausted", false);
  }

  @Override
  public void close() {
    events.add("CLOSED");
  }
}
