/**
 * The controls of a tenant as YAML that lives in Git: read strictly, compared with what is in
 * force, put into force, and written back. Knows the HTTP API through {@code client}; starts
 * nothing.
 */
@NullMarked
package io.countersign.standalone.estate;

import org.jspecify.annotations.NullMarked;
