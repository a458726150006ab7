package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.UsageQuery;
import io.countersign.query.opensearch.UsageReader;
import io.countersign.schemas.access.Role;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The routes that sum up what calls have used: of a tenant, and of whoever asks. */
final class UsageRoutes {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);
  private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);

  private final UsageReader reader;
  private final Readers readers;

  UsageRoutes(UsageReader reader, Readers readers) {
    this.reader = reader;
    this.readers = readers;
  }

  void mount(Router router) {
    router.get("/v1/usage").handler(this::ofTheTenant);
    router.get("/v1/usage/me").handler(this::ofTheCaller);
  }

  private void ofTheTenant(RoutingContext ctx) {
    readers.answer(
        ctx,
        "usage.read",
        READERS,
        asked -> {
          UsageQuery query = read(asked, Optional.empty());
          return () -> Answers.usage(query, reader.rows(query));
        });
  }

  private void ofTheCaller(RoutingContext ctx) {
    readers.answer(
        ctx,
        "usage.read-own",
        EVERYBODY,
        asked -> {
          UsageQuery query = read(asked, Optional.of(UsageQuery.By.PRINCIPAL));
          UsageQuery own = query.of(asked.caller().subject());
          return () -> Answers.usage(query, reader.rows(own));
        });
  }

  private static UsageQuery read(Asked asked, Optional<UsageQuery.By> otherwise) {
    if (!asked.visible()) {
      throw Asked.notFound();
    }
    try {
      return UsageQuery.parse(asked.tenant(), asked.parameters(), otherwise);
    } catch (BadQuery e) {
      throw Asked.refused(e);
    }
  }
}
