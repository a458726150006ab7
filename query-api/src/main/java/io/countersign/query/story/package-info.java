/**
 * How one run becomes a story: from its events to one view, and from the view to JSON, to a report
 * for people, to W3C PROV, and beside another run. Plain Java; knows neither stores nor doors.
 */
@NullMarked
package io.countersign.query.story;

import org.jspecify.annotations.NullMarked;
