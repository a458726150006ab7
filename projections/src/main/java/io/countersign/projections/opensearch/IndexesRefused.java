package io.countersign.projections.opensearch;

/** The indexes in the cluster are not the ones this build writes: a person has to decide. */
public final class IndexesRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IndexesRefused(String message) {
    super(message);
  }
}
