/** Alerts: what looks wrong in a ledger, and what people say it was. Plain Java. */
@NullMarked
package io.countersign.schemas.alert;

import org.jspecify.annotations.NullMarked;
