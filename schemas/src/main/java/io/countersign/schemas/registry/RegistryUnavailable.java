package io.countersign.schemas.registry;

/**
 * The registry did not give a usable answer within its limits: a fault. Trying again later may
 * help.
 */
public final class RegistryUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RegistryUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
