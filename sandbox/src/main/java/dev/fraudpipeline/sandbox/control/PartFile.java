package dev.fraudpipeline.sandbox.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * File that a running part leaves in the data folder as {@code <part>.json}, for others to find it.
 *
 * @param pid the process that the part runs in
 * @param address where clients of the part find it
 * @param control the URL that takes questions about it
 */
public record PartFile(long pid, String address, String control) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads what the part of that name left; empty where it left nothing, or where the process that
   * wrote it is gone: one that was killed leaves its file behind.
   */
  public static Optional<PartFile> read(Path data, String part) {
    return readEvenStale(data, part)
        .filter(f -> ProcessHandle.of(f.pid()).map(ProcessHandle::isAlive).orElse(false));
  }

  private static Optional<PartFile> readEvenStale(Path data, String part) {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(path(data, part)), PartFile.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path(data, part), e);
    }
  }

  /** Writes it, so that a reader sees all of it or nothing. */
  void write(Path data, String part) {
    Path target = path(data, part);
    Path draft = data.resolve(part + ".json." + pid);
    try {
      Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }

  /** Removes it, unless another process has put its own in its place. */
  void remove(Path data, String part) {
    try {
      if (readEvenStale(data, part).filter(this::equals).isPresent()) {
        Files.deleteIfExists(path(data, part));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path(data, part), e);
    }
  }

  private static Path path(Path data, String part) {
    return data.resolve(part + ".json");
  }
}
