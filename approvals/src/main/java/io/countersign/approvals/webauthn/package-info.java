/**
 * Whether a person signed a vote with an authenticator of theirs: assertions of WebAuthn Level 2,
 * checked with what the JDK has. No I/O, no clock, no chance: the same bytes give the same answer
 * wherever the engine runs. Begin at {@link io.countersign.approvals.webauthn.StepUp}.
 */
@NullMarked
package io.countersign.approvals.webauthn;

import org.jspecify.annotations.NullMarked;
