/**
 * Exports: a tenant's events or calls as files with a manifest, made page by page so that an
 * interrupted one goes on where it stopped and ends with the same bytes. Plain Java and files; what
 * is read comes through {@link io.countersign.query.export.ExportSource}.
 */
@NullMarked
package io.countersign.query.export;

import org.jspecify.annotations.NullMarked;
