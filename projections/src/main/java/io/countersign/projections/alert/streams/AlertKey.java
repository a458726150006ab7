package io.countersign.projections.alert.streams;

import io.countersign.schemas.alert.Alert;

/**
 * Key of a record of {@code countersign.alerts}, and the ledger whose partition it goes to.
 *
 * @param ledger the ledger
 * @param tenant the tenant
 * @param key the alert's key
 */
record AlertKey(int ledger, String tenant, String key) {
  static AlertKey of(Alert alert) {
    return new AlertKey(alert.ledger(), alert.tenant(), alert.key());
  }
}
