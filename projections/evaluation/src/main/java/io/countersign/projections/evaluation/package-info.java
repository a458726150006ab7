/**
 * How good the detector of alerts is: a generated set with labels, the detector and its rivals on
 * it, and the table. Nothing of this is in the product; start reading at {@link Evaluation}.
 */
@NullMarked
package io.countersign.projections.evaluation;

import org.jspecify.annotations.NullMarked;
