/** Tests of the client of the command line. Imports what it tests. */
@NullMarked
package io.countersign.standalone.client;

import org.jspecify.annotations.NullMarked;
