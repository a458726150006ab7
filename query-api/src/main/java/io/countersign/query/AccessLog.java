package io.countersign.query;

import io.countersign.schemas.command.RecordAuditAccess;

/**
 * Where reads of the record are recorded before they are answered. Who reads through this API
 * cannot switch it off, and what cannot be recorded is not shown.
 */
public interface AccessLog {
  /**
   * Records a read. Returns when the log has it for good, so it blocks for a while.
   *
   * @param tenant in whose ledger the read is recorded
   * @param by who reads
   * @throws AccessUnrecorded when the log did not confirm it in time; it may still be recorded
   */
  void record(String tenant, String by, RecordAuditAccess access) throws AccessUnrecorded;
}
