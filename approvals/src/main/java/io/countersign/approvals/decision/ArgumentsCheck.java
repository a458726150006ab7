package io.countersign.approvals.decision;

import io.countersign.approvals.arguments.ArgumentError;
import io.countersign.approvals.arguments.ArgumentLimits;
import io.countersign.approvals.arguments.jsonschema.InputSchema;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.control.ToolDefinition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Refuses arguments that are too large, or that the tool's input schema does not allow. */
public final class ArgumentsCheck implements Check {
  /** Most errors that one message names. */
  private static final int NAMED = 5;

  @Override
  public String name() {
    return "arguments";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    ToolDefinition definition = question.definition();
    if (definition == null) {
      return new Refuse(
          "ARGUMENTS_UNVERIFIED",
          "Expected the input schema of a known tool, but there is none.",
          null);
    }
    RedactedJson arguments = question.intent().arguments();
    String reference = question.toolReference();
    List<ArgumentError> tooLarge =
        ArgumentLimits.examine(definition.limits(), arguments, draft.arguments());
    if (!tooLarge.isEmpty()) {
      return new Refuse("ARGUMENTS_TOO_LARGE", told(tooLarge), reference);
    }
    Optional<InputSchema> schema = CompiledSchemas.of(definition);
    if (schema.isEmpty()) {
      return new Refuse(
          "ARGUMENTS_UNVERIFIED",
          "Expected an input schema that can be read, but that of %s/%s can not be read any more. Register the tool anew."
              .formatted(definition.server(), definition.name()),
          reference);
    }
    List<ArgumentError> errors = schema.get().validate(arguments, draft.arguments());
    return errors.isEmpty()
        ? new Pass("ARGUMENTS_VALID", "The arguments are what the input schema wants.", reference)
        : new Refuse("ARGUMENTS_INVALID", told(errors), reference);
  }

  private static String told(List<ArgumentError> errors) {
    String named =
        errors.stream().limit(NAMED).map(ArgumentsCheck::told).collect(Collectors.joining(" "));
    int more = errors.size() - NAMED;
    return more > 0 ? "%s And %s more.".formatted(named, more) : named;
  }

  private static String told(ArgumentError error) {
    return error.pointer().isEmpty()
        ? error.message()
        : "At %s: %s".formatted(error.pointer(), error.message());
  }
}
