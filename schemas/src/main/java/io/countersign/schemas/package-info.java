/**
 * The language that all parts of Countersign speak, and nothing that talks to a network: topic
 * names and settings, and which partition a tenant lives in. Imports the JDK only; technologies
 * live in the packages named after them.
 */
@NullMarked
package io.countersign.schemas;

import org.jspecify.annotations.NullMarked;
