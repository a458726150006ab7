/**
 * HTTP shapes that every door shares. Imports the JDK and Jackson; knows no server and no client.
 */
@NullMarked
package io.countersign.schemas.http;

import org.jspecify.annotations.NullMarked;
