package io.countersign.gateway;

import io.countersign.schemas.call.Amounts;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway needs to run, checked on construction.
 *
 * @param ingest base URL of Countersign's ingest, for example {@code http://localhost:8080}
 * @param tokenFile file with the bearer token of role {@code gateway}; read anew for each request,
 *     so it may be rotated
 * @param identity who acts
 * @param limits bounds and timeouts
 * @param bound what each call may use at most, as the operator knows its tools; a client may
 *     declare more for a call, not less
 * @param proposeTools whether tools seen in {@code tools/list} are proposed to the catalogue
 * @param confirm whether the user is asked, through the client, if a call that needs an approval is
 *     wanted
 * @param offline where and as whom signed grants are spent; absent, every approval is claimed
 *     online
 */
public record GatewaySettings(
    URI ingest,
    Path tokenFile,
    Identity identity,
    Limits limits,
    Amounts bound,
    boolean proposeTools,
    boolean confirm,
    @Nullable Offline offline) {

  /**
   * How signed grants are spent.
   *
   * @param journal file in which every grant is noted before it is used
   * @param gatewayId the name by which Countersign knows this gateway: the subject of its token
   */
  public record Offline(Path journal, String gatewayId) {
    public Offline {
      if (gatewayId.isBlank() || gatewayId.length() > 256) {
        throw new IllegalArgumentException(
            "Expected the gateway's id to have 1 to 256 characters, but it has not.");
      }
    }
  }

  public GatewaySettings {
    requireHttp("ingest URL", ingest);
    if (ingest.getQuery() != null || ingest.getFragment() != null) {
      throw new IllegalArgumentException(
          "Expected the ingest URL without query and fragment, but it has one: give the base URL only.");
    }
    if (bound.calls() < 1) {
      throw new IllegalArgumentException(
          "Expected the bound to allow at least 1 call, but it allows none: a call is one.");
    }
  }

  /** Settings with the default limits, a bound of one call, and tools proposed. */
  public static GatewaySettings of(URI ingest, Path tokenFile, Identity identity) {
    return new GatewaySettings(
        ingest, tokenFile, identity, Limits.defaults(), Amounts.ONE_CALL, true, false, null);
  }

  public GatewaySettings with(Limits other) {
    return new GatewaySettings(
        ingest, tokenFile, identity, other, bound, proposeTools, confirm, offline);
  }

  public GatewaySettings with(Identity other) {
    return new GatewaySettings(
        ingest, tokenFile, other, limits, bound, proposeTools, confirm, offline);
  }

  public GatewaySettings with(Amounts other) {
    return new GatewaySettings(
        ingest, tokenFile, identity, limits, other, proposeTools, confirm, offline);
  }

  public GatewaySettings proposingTools(boolean yes) {
    return new GatewaySettings(ingest, tokenFile, identity, limits, bound, yes, confirm, offline);
  }

  public GatewaySettings confirming(boolean yes) {
    return new GatewaySettings(
        ingest, tokenFile, identity, limits, bound, proposeTools, yes, offline);
  }

  public GatewaySettings spendingGrants(@Nullable Offline how) {
    return new GatewaySettings(
        ingest, tokenFile, identity, limits, bound, proposeTools, confirm, how);
  }

  /**
   * Checks a URL that is called.
   *
   * @throws IllegalArgumentException unless {@code url} is absolute http or https with a host and
   *     without user info
   */
  public static void requireHttp(String what, URI url) {
    boolean http =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    if (!http || url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "Expected the %s to look like http://host:port, but it does not (scheme %s)."
              .formatted(what, url.getScheme()));
    }
  }
}
