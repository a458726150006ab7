package io.countersign.standalone.command;

import io.countersign.standalone.client.Plain;
import org.jspecify.annotations.Nullable;

/**
 * What an order about a brake has done, in words.
 *
 * @param done what has happened
 * @param before what had happened already, when the order changed nothing
 * @param what where it holds
 */
record BrakeTold(String done, String before, String what) {

  /** Which calls a brake stops. */
  static String scope(
      String kind, @Nullable String server, @Nullable String tool, @Nullable String environment) {
    StringBuilder words =
        new StringBuilder(
            kind.equals("KILL") ? "every call" : "every call that does not only read");
    if (server != null) {
      words.append(
          tool == null ? " of tools of server " + server : " of tool " + server + "/" + tool);
    }
    if (environment != null) {
      words.append(" in environment ").append(environment);
    }
    return Plain.line(words.toString());
  }
}
