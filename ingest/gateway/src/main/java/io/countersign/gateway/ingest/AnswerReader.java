package io.countersign.gateway.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads ingest's answers; what it cannot read is no permission. */
final class AnswerReader {

  private static final int MAX_TEXT = 2000;

  /** A call id becomes part of a path. */
  private static final Pattern CALL_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The answer to a question: about this call, or one that was asked before and still waits. */
  Answer asked(String callId, HttpResponse<byte[]> response) {
    return answer(
        response,
        (about, verdict) ->
            callId.equals(about) || (verdict.equals("ASK") && CALL_ID.matcher(about).matches()));
  }

  /** Where this call stands. */
  Answer view(String callId, HttpResponse<byte[]> response) {
    return answer(response, (about, verdict) -> callId.equals(about));
  }

  /**
   * @param own whether an answer with this call id and this verdict is the one that is waited for
   */
  private Answer answer(HttpResponse<byte[]> response, BiPredicate<String, String> own) {
    int status = response.statusCode();
    JsonNode body = tree(response.body());
    if (status >= 400 && status < 500) {
      return new Answer.Rejected(code(status, body), detail(body));
    }
    if (status != 200) {
      return new Answer.Unavailable("ingest answered with status " + status);
    }
    String about = body.path("callId").asText("");
    if (!own.test(about, body.path("verdict").asText(""))) {
      return new Answer.Unavailable("ingest's answer is not about this call");
    }
    return verdict(about, body);
  }

  private static Answer verdict(String callId, JsonNode body) {
    JsonNode reasons = body.path("reasons");
    if (!reasons.isArray()) {
      reasons = JsonNodeFactory.instance.arrayNode();
    }
    return switch (body.path("verdict").asText("")) {
      case "ALLOW" -> allowed(body.path("validUntil"));
      case "DENY" -> new Answer.Denied(reasons);
      case "ASK" ->
          new Answer.ApprovalNeeded(
              callId,
              reasons,
              body.path("actionDigest").asText(""),
              Approval.read(body.path("approval")));
      default -> new Answer.Unavailable("ingest's answer has no verdict this gateway knows");
    };
  }

  private static Answer allowed(JsonNode validUntil) {
    if (validUntil.isMissingNode() || validUntil.isNull()) {
      return new Answer.Allowed(null);
    }
    @Nullable Instant until = time(validUntil);
    return until == null
        ? new Answer.Unavailable("ingest's validUntil is not a time")
        : new Answer.Allowed(until);
  }

  /** The answer to a claim. */
  Claim claim(String callId, String claimId, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode body = tree(response.body());
    if (status >= 400 && status < 500) {
      String code = code(status, body);
      // These say nothing about the claim: an earlier try of it may have been recorded.
      boolean passing = status == 401 || status == 403 || status == 408 || status == 429;
      return passing
          ? new Claim.Unclear(code, false)
          : new Claim.Refused(rejection(code), detail(body));
    }
    if (status != 200) {
      return new Claim.Unclear("ingest answered with status " + status, true);
    }
    boolean own =
        callId.equals(body.path("callId").textValue())
            && claimId.equals(body.path("claimId").textValue());
    if (!own) {
      return new Claim.Unclear("ingest's receipt is not about this claim", true);
    }
    @Nullable Instant until = time(body.path("leaseUntil"));
    return until == null
        ? new Claim.Unclear("ingest's receipt has no time until when the claim holds", true)
        : new Claim.Claimed(until, body.path("grant").textValue());
  }

  /** Tools that ingest refused although it took the request, with the code of each. */
  Map<String, String> refusedTools(byte[] body) {
    Map<String, String> refused = new HashMap<>();
    for (JsonNode tool : tree(body).path("tools")) {
      if (tool.path("state").asText("").equals("REFUSED")) {
        refused.put(tool.path("name").asText(""), shorten(tool.path("code").asText("no code")));
      }
    }
    return refused;
  }

  JsonNode tree(byte[] body) {
    try {
      return json.readTree(body);
    } catch (IOException error) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private static @Nullable Instant time(JsonNode text) {
    try {
      return OffsetDateTime.parse(text.asText("")).toInstant();
    } catch (DateTimeParseException error) {
      return null;
    }
  }

  private static String code(int status, JsonNode body) {
    return shorten(body.path("code").asText("HTTP_" + status));
  }

  private static String detail(JsonNode body) {
    return shorten(
        body.path("detail").asText(body.path("title").asText("ingest refused the request")));
  }

  /** Rejections as the engine names them: {@code already-claimed} is {@code ALREADY_CLAIMED}. */
  private static String rejection(String code) {
    return code.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String shorten(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
