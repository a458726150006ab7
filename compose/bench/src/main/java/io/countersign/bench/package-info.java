/**
 * Measurements of the whole product on one machine. Imports everything but technologies; those in
 * packages of their names.
 */
@NullMarked
package io.countersign.bench;

import org.jspecify.annotations.NullMarked;
