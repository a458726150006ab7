/**
 * Follows {@code countersign.events} and {@code countersign.alerts} and writes {@code
 * countersign.siem.ocsf}. Knows nothing of the indexes: what SIEMs read does not wait for
 * OpenSearch. Imports Kafka and {@code io.countersign.schemas}.
 */
@NullMarked
package io.countersign.projections.siem.kafka;

import org.jspecify.annotations.NullMarked;
