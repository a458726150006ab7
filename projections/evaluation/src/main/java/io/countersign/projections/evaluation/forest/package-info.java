/**
 * Random Cut Forest as a rival of the detector; the only package that imports {@code
 * com.amazon.randomcutforest}.
 */
@NullMarked
package io.countersign.projections.evaluation.forest;

import org.jspecify.annotations.NullMarked;
