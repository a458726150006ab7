/** Records reads in {@code countersign.commands}. Imports Kafka's clients. */
@NullMarked
package io.countersign.query.kafka;

import org.jspecify.annotations.NullMarked;
