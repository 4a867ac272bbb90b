package dev.fraudpipeline.sandbox.api;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens text as spreadsheets and other programs save it: UTF-8, or what a byte order mark says. */
final class TextFile {
  private static final int MARK_BYTES = 3;

  private TextFile() {}

  /** The text behind the mark. */
  static BufferedReader open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(MARK_BYTES);
    byte[] mark = bytes.readNBytes(MARK_BYTES);
    bytes.reset();
    Charset charset = StandardCharsets.UTF_8;
    if (begins(mark, 0xff, 0xfe) || begins(mark, 0xfe, 0xff)) {
      charset = StandardCharsets.UTF_16; // which reads the mark itself
    } else if (begins(mark, 0xef, 0xbb, 0xbf)) {
      bytes.skipNBytes(MARK_BYTES);
    }
    return new BufferedReader(new InputStreamReader(bytes, charset));
  }

  private static boolean begins(byte[] bytes, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }
}
