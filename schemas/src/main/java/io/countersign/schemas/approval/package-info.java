/** The values of approvals: who voted, who may, and where an approval stands. Plain Java. */
@NullMarked
package io.countersign.schemas.approval;

import org.jspecify.annotations.NullMarked;
