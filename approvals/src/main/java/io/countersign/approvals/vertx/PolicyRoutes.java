package io.countersign.approvals.vertx;

import io.countersign.approvals.kafka.PolicyTrials;
import io.countersign.approvals.policy.PolicyDocument;
import io.countersign.approvals.policy.PolicyJson;
import io.countersign.approvals.policy.PolicyLimits;
import io.countersign.approvals.policy.PolicyProblem;
import io.countersign.approvals.policy.PolicyRefused;
import io.countersign.approvals.whatif.Candidate;
import io.countersign.approvals.whatif.PolicyReplay;
import io.countersign.approvals.whatif.ReplayRefused;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the API document whose {@code x-role} is {@code engine}: they tell an operator
 * what a policy does before it is published, and record nothing. Whoever mounts them has
 * authenticated the caller before and put the {@link Caller} into the routing context under its
 * class name, and renders each {@link ProblemException}.
 */
public final class PolicyRoutes implements AutoCloseable {
  private static final List<String> YAML =
      List.of("application/yaml", "text/yaml", "application/x-yaml");
  private static final int EXAMPLES = 5;
  private static final int RETRY_SECONDS = 5;

  /** Policies that are tested at once. */
  private static final int TESTS = 4;

  private static final int BYTES_PER_CHARACTER = 4;

  private final PolicyTrials trials;
  private final Semaphore replaying = new Semaphore(1);
  private final Semaphore testing = new Semaphore(TESTS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Makes the routes.
   *
   * @param trials tries policies on the record
   */
  public PolicyRoutes(PolicyTrials trials) {
    this.trials = trials;
  }

  /** Adds the routes. */
  public void mount(Router router) {
    BodyHandler body =
        BodyHandler.create(false).setBodyLimit((long) Limits.DOCUMENT * BYTES_PER_CHARACTER);
    post(router, body, "/v1/policies/:name/replay", this::replay);
    post(router, body, "/v1/policies/:name/test", this::test);
  }

  /** Two routes of one path, because Vert.x wants the reader of the body first in its own. */
  private static void post(
      Router router, BodyHandler body, String path, Handler<RoutingContext> handler) {
    router.post(path).handler(PolicyRoutes::admit);
    router.post(path).handler(body).handler(handler);
  }

  /** Refuses before a body is read. */
  private static void admit(RoutingContext context) {
    Caller caller = caller(context);
    if (!caller.is(Role.OPERATOR)) {
      throw new ProblemException(
          Problem.forbidden("Expected a token of role operator, but it is of another."));
    }
    String given = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    String type = given == null ? "" : given.split(";", 2)[0].strip();
    if (YAML.stream().noneMatch(type::equalsIgnoreCase)) {
      throw new ProblemException(
          Problem.unsupportedMediaType("Expected Content-Type %s.".formatted(YAML.getFirst())));
    }
    context.next();
  }

  private void test(RoutingContext context) {
    tenant(context);
    PublishPolicy policy = policy(context);
    if (!testing.tryAcquire()) {
      throw new ProblemException(
          Problem.tooManyRequests(
              "Expected fewer policies to be tested at the same time.", RETRY_SECONDS));
    }
    answer(context, testing, () -> tested(policy));
  }

  private static JsonObject tested(PublishPolicy policy) {
    JsonObject report;
    boolean publishable;
    try {
      PolicyDocument document = PolicyDocument.compile(policy.document(), PolicyLimits.DEFAULT);
      publishable = document.name().equals(policy.name());
      report = publishable ? PolicyJson.document(document) : misnamed(policy.name(), document);
    } catch (PolicyRefused refused) {
      publishable = false;
      report = PolicyJson.refusal(refused);
    }
    JsonObject.Builder json = JsonObject.builder().put("publishable", publishable);
    report.members().forEach(json::put);
    return json.build();
  }

  private static JsonObject misnamed(String name, PolicyDocument document) {
    PolicyProblem problem =
        new PolicyProblem(
            1,
            1,
            "policy",
            "Expected the policy %s, as the path names it, but the document names %s."
                .formatted(name, document.name()));
    return JsonObject.builder()
        .put("problems", PolicyJson.problems(List.of(problem)))
        .put("tests", PolicyJson.report(document.report()))
        .build();
  }

  private void replay(RoutingContext context) {
    Candidate candidate = new Candidate(tenant(context), policy(context), since(context));
    int examples = examples(context);
    if (!replaying.tryAcquire()) {
      throw new ProblemException(
          Problem.tooManyRequests(
              "Expected no other replay at the same time, but one runs.", RETRY_SECONDS));
    }
    answer(context, replaying, () -> ReportJson.of(trials.run(candidate, examples)));
  }

  /** Runs beside the event loop and answers on it; gives its place back in any case. */
  private void answer(RoutingContext context, Semaphore place, Callable<JsonObject> work) {
    io.vertx.core.Context loop = context.vertx().getOrCreateContext();
    try {
      threads.execute(
          () -> {
            Runnable reply;
            try {
              reply = reply(context, work);
            } finally {
              place.release();
            }
            loop.runOnContext(done -> reply.run());
          });
    } catch (RejectedExecutionException stopping) {
      place.release();
      throw new ProblemException(Problem.unavailable("This process is being stopped."));
    }
  }

  private static Runnable reply(RoutingContext context, Callable<JsonObject> work) {
    try {
      String json = work.call().toJson();
      return () -> {
        // Whoever has gone away meanwhile hears nothing.
        if (!context.response().ended() && !context.response().closed()) {
          context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(json);
        }
      };
    } catch (ReplayRefused refused) {
      return () ->
          context.fail(new ProblemException(Problem.rejected(refused.code(), refused.message())));
    } catch (Throwable e) {
      // Whatever it was, the caller hears that there is no answer.
      return () -> context.fail(e);
    }
  }

  private static PublishPolicy policy(RoutingContext context) {
    Buffer body = context.body().buffer();
    try {
      return new PublishPolicy(
          String.valueOf(context.pathParam("name")),
          utf8(body == null ? new byte[0] : body.getBytes()),
          "whoever tries it");
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static String utf8(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        throw invalid("Expected a policy document, but the body is empty.");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw invalid("Expected a document in UTF-8, but some bytes are not.");
    }
  }

  private static String tenant(RoutingContext context) {
    Caller caller = caller(context);
    String named = context.request().getParam("tenant");
    if (named == null && caller.tenants().size() == 1 && !caller.mayUseAllTenants()) {
      return caller.tenants().iterator().next();
    }
    if (named == null || named.isBlank() || named.length() > Limits.IDENTIFIER) {
      throw invalid("Expected the query parameter tenant, but there is none.");
    }
    if (!caller.mayUse(named)) {
      throw new ProblemException(
          Problem.forbidden("Expected a token for this tenant, but it is for others."));
    }
    return named;
  }

  private static Instant since(RoutingContext context) {
    String text = context.request().getParam("since");
    try {
      return text == null ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid("Expected since as a time such as 2026-11-01T00:00:00Z, but it is not.");
    }
  }

  private static int examples(RoutingContext context) {
    String text = context.request().getParam("examples");
    try {
      int number = text == null ? EXAMPLES : Integer.parseInt(text);
      if (number >= 0 && number <= PolicyReplay.MOST_EXAMPLES) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
    }
    throw invalid("Expected examples of 0 to %s.".formatted(PolicyReplay.MOST_EXAMPLES));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(Problem.invalidRequest(detail, List.of()));
  }

  private static Caller caller(RoutingContext context) {
    @Nullable Caller caller = context.get(Caller.class.getName());
    if (caller == null) {
      throw new ProblemException(Problem.unauthorized("Expected a bearer token."));
    }
    return caller;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
