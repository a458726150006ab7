/** Tests of the command line without a running installation. */
@NullMarked
package io.countersign.standalone.command;

import org.jspecify.annotations.NullMarked;
