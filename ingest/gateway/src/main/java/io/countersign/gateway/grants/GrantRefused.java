package io.countersign.gateway.grants;

/** A grant that must not be used, with a reason that is safe to show. */
public final class GrantRefused extends Exception {
  private static final long serialVersionUID = 1L;

  GrantRefused(String reason) {
    super(reason);
  }
}
