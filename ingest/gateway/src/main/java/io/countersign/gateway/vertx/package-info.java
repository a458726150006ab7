/**
 * The Streamable HTTP form of the gateway: a reverse proxy on Vert.x. The only package here that
 * may import Vert.x; what a frame means is decided in {@code io.countersign.gateway}.
 */
@NullMarked
package io.countersign.gateway.vertx;

import org.jspecify.annotations.NullMarked;
