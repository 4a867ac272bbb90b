package dev.fraudpipeline.common.payment;

import java.io.IOException;

/** JSON, but not of a shape that holds payments; its message holds nothing of the document. */
final class ShapeException extends IOException {
  private static final long serialVersionUID = 1L;

  ShapeException(String message) {
    super(message);
  }
}
