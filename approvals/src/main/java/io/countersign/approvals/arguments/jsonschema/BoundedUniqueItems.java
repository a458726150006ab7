package io.countersign.approvals.arguments.jsonschema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * {@code uniqueItems} over texts instead of nodes: a table of texts stays quick when somebody
 * chooses them to have equal hashes, a table of Jackson's nodes does not.
 */
final class BoundedUniqueItems extends AbstractKeyword {
  BoundedUniqueItems() {
    super("uniqueItems");
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode node, Schema parent, SchemaContext context) {
    return new Validator(this, node, location, parent, context);
  }

  private static final class Validator extends BaseKeywordValidator {
    Validator(
        Keyword keyword,
        JsonNode node,
        SchemaLocation location,
        Schema parent,
        SchemaContext context) {
      super(keyword, node, location, parent, context);
    }

    @Override
    public void validate(
        ExecutionContext context, JsonNode node, JsonNode root, NodePath instanceLocation) {
      if (!schemaNode.booleanValue() || !node.isArray()) {
        return;
      }
      Set<String> texts = new HashSet<>();
      for (JsonNode element : node) {
        if (!texts.add(element.toString())) {
          context.addError(
              error()
                  .instanceNode(node)
                  .instanceLocation(instanceLocation)
                  .evaluationPath(context.getEvaluationPath())
                  .locale(context.getExecutionConfig().getLocale())
                  .build());
          return;
        }
      }
    }
  }
}
