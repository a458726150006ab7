/**
 * Alerts as a function of the events: rules, what they remember, and the life of an alert. Pure and
 * deterministic: the time is that of the ledger, what is remembered is bounded for each tenant, and
 * the same events give the same alerts, byte for byte. Start reading at {@link
 * io.countersign.projections.alert.Watch}. Imports the JDK and {@code schemas}.
 */
@NullMarked
package io.countersign.projections.alert;

import org.jspecify.annotations.NullMarked;
