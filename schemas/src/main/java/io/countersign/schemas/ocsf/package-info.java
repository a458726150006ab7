/**
 * Events as OCSF, the Open Cybersecurity Schema Framework: what a SIEM reads. Pure: the same event
 * gives the same bytes, from the log and from the index. Imports only the JSON, the events and the
 * alerts of this module.
 *
 * <p>Source of the format: OCSF schema 1.8.0 (16 March 2026) and 1.9.0 (3 August 2026), classes API
 * Activity (6003) and Detection Finding (2004), profiles {@code security_control}, {@code trace}
 * and {@code ai_operation}. The part of them that is written here is pinned as JSON Schema in
 * {@code ocsf/} of the resources.
 */
@NullMarked
package io.countersign.schemas.ocsf;

import org.jspecify.annotations.NullMarked;
