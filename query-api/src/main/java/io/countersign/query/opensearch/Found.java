package io.countersign.query.opensearch;

import java.util.Optional;

/**
 * The answer to a search.
 *
 * @param page the page
 * @param counted what was counted beside it, when anything was asked for
 */
public record Found(Page page, Optional<Counted> counted) {}
