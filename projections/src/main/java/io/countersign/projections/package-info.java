/**
 * The role that turns events into what can be searched. {@code
 * io.countersign.projections.Projections} joins the parts; start reading at {@code
 * io.countersign.projections.document.BatchFold}. Imports the packages below it.
 */
@NullMarked
package io.countersign.projections;

import org.jspecify.annotations.NullMarked;
