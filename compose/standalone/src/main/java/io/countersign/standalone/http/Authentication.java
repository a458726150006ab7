package io.countersign.standalone.http;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.jose.TokenRefused;
import io.countersign.schemas.jose.TokenVerifier;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a bearer token (RFC 6750) and puts the {@link Caller} into the routing context under the
 * name of its class. Every refusal looks the same to the client; why is in the log, without the
 * token.
 */
public final class Authentication implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/=-]+) *", Pattern.CASE_INSENSITIVE);

  private final TokenVerifier verifier;
  private final boolean mayBlock;

  /**
   * @param mayBlock whether verifying may wait for somebody else's keys; it is then done beside the
   *     event loop
   */
  public Authentication(TokenVerifier verifier, boolean mayBlock) {
    this.verifier = verifier;
    this.mayBlock = mayBlock;
  }

  @Override
  public void handle(RoutingContext context) {
    List<String> headers = context.request().headers().getAll("Authorization");
    Matcher bearer = BEARER.matcher(headers.size() == 1 ? headers.getFirst() : "");
    if (!bearer.matches()) {
      refuse(context, "no bearer token");
      return;
    }
    String token = bearer.group(1);
    if (!mayBlock) {
      finish(context, token);
      return;
    }
    context.request().pause();
    // A handler that reads no body leaves it to us to let it through.
    context.addEndHandler(ended -> context.request().resume());
    context
        .vertx()
        .executeBlocking(() -> verifier.verify(token), false)
        .onComplete(caller -> admit(context, caller), failure -> refuse(context, failure));
  }

  private void finish(RoutingContext context, String token) {
    Caller caller;
    try {
      caller = verifier.verify(token);
    } catch (TokenRefused refused) {
      refuse(context, refused);
      return;
    }
    admit(context, caller);
  }

  private static void admit(RoutingContext context, Caller caller) {
    context.put(Caller.class.getName(), caller);
    context.next();
  }

  private static void refuse(RoutingContext context, Throwable failure) {
    switch (failure) {
      case TokenRefused refused when refused.reason() == TokenRefused.Reason.KEYS_UNAVAILABLE -> {
        LOG.warn(
            "Request {} was not authenticated: {}", RequestIds.of(context), refused.getMessage());
        context.fail(
            new ProblemException(
                Problem.unavailable(
                    "Expected the token's issuer to be reachable, but it is not. Try again later.")));
      }
      case TokenRefused refused -> refuse(context, String.valueOf(refused.getMessage()));
      default -> context.fail(failure);
    }
  }

  private static void refuse(RoutingContext context, String why) {
    LOG.info("Request {} was not authenticated: {}", RequestIds.of(context), why);
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"countersign\"");
    context.fail(
        new ProblemException(
            Problem.unauthorized(
                "Expected a valid bearer token of a trusted issuer, but there is none. Get one with `countersign token` or from your identity provider.")));
  }
}
