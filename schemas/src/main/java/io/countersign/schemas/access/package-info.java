/**
 * Who asks, in which role and for which tenants. Imports the JDK only; where a caller comes from is
 * the business of others.
 */
@NullMarked
package io.countersign.schemas.access;

import org.jspecify.annotations.NullMarked;
