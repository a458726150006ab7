/**
 * Reports for people: a page of headings, facts, tables and strips that knows nothing of what it
 * tells, and its forms as HTML, Markdown and plain text. Whatever stands in a page is made visible,
 * bounded and escaped by the forms, so what writes a page cannot forget it. Plain Java.
 */
@NullMarked
package io.countersign.query.report;

import org.jspecify.annotations.NullMarked;
