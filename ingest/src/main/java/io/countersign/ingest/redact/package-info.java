/**
 * Redaction: takes secrets and personal data out of documents before anything is written, and says
 * what it took. Start reading at {@link io.countersign.ingest.redact.Redactor}. Imports {@code
 * schemas.json} and RE2/J, whose linear-time matching is the point of this package; nothing else
 * here may import RE2/J.
 *
 * <p>Out of scope: secrets that are encoded (base64, hexadecimal, compressed), encrypted, or spread
 * over several values.
 */
@NullMarked
package io.countersign.ingest.redact;

import org.jspecify.annotations.NullMarked;
