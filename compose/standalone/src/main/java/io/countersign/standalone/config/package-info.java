/**
 * What an operator can set: one tree of records, read from a file and the environment and checked
 * before anything starts. May import Jackson for YAML; knows no server and no client.
 */
@NullMarked
package io.countersign.standalone.config;

import org.jspecify.annotations.NullMarked;
