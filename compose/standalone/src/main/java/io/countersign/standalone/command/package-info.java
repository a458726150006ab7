/**
 * The commands of the launcher, one class each. They read the configuration, start what they need
 * and tell a person what happens; everything else is in other packages.
 */
@NullMarked
package io.countersign.standalone.command;

import org.jspecify.annotations.NullMarked;
