package io.countersign.approvals.notice;

/**
 * One line of a notice.
 *
 * @param label our own words
 * @param value somebody else's text, in one line and unable to hide anything, but not escaped
 */
public record Fact(String label, String value) {}
