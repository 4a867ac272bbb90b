package dev.fraudpipeline.predictor.model;

import java.net.URI;

/**
 * How an endpoint is at a moment.
 *
 * @param inFlight requests that are out there
 */
record EndpointState(URI url, Kind kind, int inFlight) {

  /** What is done about it. */
  enum Kind {
    /** It is asked. */
    WELL,
    /** It has failed, and is tried again. */
    SICK,
    /** It has failed, and is left alone for a while. */
    RESTING
  }
}
