package io.countersign.projections.alert;

import java.util.function.Consumer;

/** Looks at each event in the order of the ledger and tells what it finds. */
interface Rule {
  void look(Moment moment, Consumer<Hit> hits);
}
