package dev.fraudpipeline.sandbox.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Command that starts a {@link JarProcess}: {@code java JVM-OPTIONS -jar JAR ARGUMENTS}, where,
 * with which environment, and where its output goes. Immutable; the methods return changed copies.
 *
 * @param environment what the child sees beside {@link JarProcess}'s few inherited variables
 * @param folder the child's working directory; relative paths in its arguments begin there
 * @param log where standard output and standard error are appended; its folder must be there
 */
public record JarCommand(
    Path jar,
    List<String> jvmOptions,
    List<String> arguments,
    Map<String, String> environment,
    Path folder,
    Path log) {

  public JarCommand {
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Runs the jar without options or arguments, in the folder that its log lies in. */
  public static JarCommand of(Path jar, Path log) {
    Path absoluteLog = log.toAbsolutePath();
    return new JarCommand(
        jar.toAbsolutePath(), List.of(), List.of(), Map.of(), absoluteLog.getParent(), absoluteLog);
  }

  /** With these JVM options behind those that are there, such as {@code -Xmx128m}. */
  public JarCommand jvmOptions(String... more) {
    return new JarCommand(jar, joined(jvmOptions, more), arguments, environment, folder, log);
  }

  /** With these arguments behind those that are there. */
  public JarCommand arguments(String... more) {
    return new JarCommand(jar, jvmOptions, joined(arguments, more), environment, folder, log);
  }

  /** With this environment variable, in place of one of that name. */
  public JarCommand environment(String name, String value) {
    Map<String, String> changed = new TreeMap<>(environment);
    changed.put(name, value);
    return new JarCommand(jar, jvmOptions, arguments, changed, folder, log);
  }

  /** In this working directory. */
  public JarCommand folder(Path other) {
    return new JarCommand(jar, jvmOptions, arguments, environment, other.toAbsolutePath(), log);
  }

  private static List<String> joined(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }
}
