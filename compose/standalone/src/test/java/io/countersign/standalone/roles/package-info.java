/** Tests of what is started from the configuration. Imports what it tests. */
@NullMarked
package io.countersign.standalone.roles;

import org.jspecify.annotations.NullMarked;
