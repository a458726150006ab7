/**
 * What SIEMs get: the OCSF topic, and a copy of it over OTLP where that is asked for. Plain Java:
 * the ports between {@code kafka} and {@code otlp} of this package.
 */
@NullMarked
package io.countersign.projections.siem;

import org.jspecify.annotations.NullMarked;
