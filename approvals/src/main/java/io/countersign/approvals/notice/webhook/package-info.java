/**
 * Channels that take a JSON document by HTTP: signed webhooks, and incoming webhooks as Slack and
 * Teams have them. Imports the JDK's HTTP client and {@code schemas}.
 */
@NullMarked
package io.countersign.approvals.notice.webhook;

import org.jspecify.annotations.NullMarked;
