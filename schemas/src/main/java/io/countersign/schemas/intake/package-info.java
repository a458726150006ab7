/** What a gateway publishes to {@code countersign.intake} itself. Plain Java. */
@NullMarked
package io.countersign.schemas.intake;

import org.jspecify.annotations.NullMarked;
