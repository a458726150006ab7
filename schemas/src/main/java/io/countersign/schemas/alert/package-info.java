/**
 * Alerts as {@code countersign.alerts} keeps them: what was found, why, where it stands, and what
 * somebody found it to be. Plain Java; imports {@code call} only.
 */
@NullMarked
package io.countersign.schemas.alert;

import org.jspecify.annotations.NullMarked;
