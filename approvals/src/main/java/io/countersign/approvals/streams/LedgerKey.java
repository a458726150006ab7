package io.countersign.approvals.streams;

/**
 * Key of an outgoing event: the tenant is what is written, the ledger decides the partition,
 * because an event of the platform belongs to the ledger whose command caused it.
 *
 * @param ledger partition
 * @param tenant tenant
 */
record LedgerKey(int ledger, String tenant) {}
