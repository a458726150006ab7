/**
 * What tests of every module share: a valid sample of each command and event, and a log told as a
 * story. Fixed values only, no clock and no chance. Imports {@code schemas} without Avro.
 */
@NullMarked
package io.countersign.testkit;

import org.jspecify.annotations.NullMarked;
