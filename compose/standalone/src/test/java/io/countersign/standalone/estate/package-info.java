/** Tests of the controls in files. */
@NullMarked
package io.countersign.standalone.estate;

import org.jspecify.annotations.NullMarked;
