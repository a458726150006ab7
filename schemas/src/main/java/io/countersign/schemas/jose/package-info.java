/**
 * Bearer tokens: the built-in issuer, and the verifier of its and of OIDC issuers' tokens. Signed
 * grants: their issuer and their verifier. Imports Nimbus JOSE + JWT.
 */
@NullMarked
package io.countersign.schemas.jose;

import org.jspecify.annotations.NullMarked;
