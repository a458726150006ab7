package io.countersign.schemas.command;

/**
 * Time has passed and something is due. The only way in which time enters a ledger that nobody
 * writes to.
 */
public record Tick() implements Command {}
