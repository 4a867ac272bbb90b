package dev.fraudpipeline.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What docker-compose.yml says. */
record ComposeFile(JsonNode root) {
  static final Path PATH = Path.of("..", "docker-compose.yml");

  static ComposeFile read() {
    try {
      return new ComposeFile(new YAMLMapper().readTree(PATH.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The image of a service that is not built here, with its version. */
  String image(String service) {
    return root.at("/services/" + service + "/image").textValue();
  }

  /** The names of all services. */
  Set<String> services() {
    Set<String> names = new TreeSet<>();
    root.at("/services").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The names of all profiles. */
  Set<String> profiles() {
    Set<String> names = new TreeSet<>();
    root.at("/services")
        .forEach(service -> service.path("profiles").forEach(name -> names.add(name.textValue())));
    return names;
  }

  /** The variables that a daemon's container may get. */
  Set<String> variables(String daemon) {
    Set<String> names = new TreeSet<>();
    root.at("/x-daemon-settings").fieldNames().forEachRemaining(names::add);
    root.at("/services/" + daemon + "/environment").fieldNames().forEachRemaining(names::add);
    names.remove("<<");
    return names;
  }
}
