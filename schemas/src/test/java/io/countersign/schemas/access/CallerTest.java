package io.countersign.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerTest {

  @Test
  void isNeverGatewayAndApproverAtOnce() {
    assertThatThrownBy(() -> caller(Set.of(Role.GATEWAY, Role.APPROVER), Set.of("acme")))
        .hasMessageContaining("Expected either gateway or approver, but was both");
  }

  @Test
  void isNeverGatewayAndWhoMakesItsRules() {
    for (Role role : Set.of(Role.OPERATOR, Role.ADMIN)) {
      assertThatThrownBy(() -> caller(Set.of(Role.GATEWAY, role), Set.of("acme")))
          .hasMessageContaining("no agent can change its own rules");
    }
    assertThat(caller(Set.of(Role.GATEWAY, Role.AUDITOR), Set.of("acme")).is(Role.AUDITOR))
        .isTrue();
  }

  @Test
  void usesItsOwnTenantsOnly() {
    Caller caller = caller(Set.of(Role.GATEWAY), Set.of("acme", "globex"));
    assertThat(caller.mayUse("acme")).isTrue();
    assertThat(caller.mayUse("initech")).isFalse();
    assertThat(caller.mayUse("*")).isFalse();
    assertThat(caller.mayUseAllTenants()).isFalse();
  }

  @Test
  void usesAllTenantsAsAdminOrAuditorOnly() {
    assertThat(caller(Set.of(Role.ADMIN, Role.AUDITOR), Set.of("*")).mayUse("acme")).isTrue();
    for (Role role : Set.of(Role.GATEWAY, Role.APPROVER, Role.OPERATOR)) {
      assertThatThrownBy(() -> caller(Set.of(role), Set.of("*")))
          .hasMessageContaining("name the tenants");
    }
    for (Role role : Set.of(Role.APPROVER, Role.OPERATOR)) {
      assertThatThrownBy(() -> caller(Set.of(role, Role.ADMIN), Set.of("*")))
          .hasMessageContaining("name the tenants");
    }
    assertThatThrownBy(() -> caller(Set.of(Role.ADMIN), Set.of("*", "acme")))
        .hasMessageContaining("alone");
  }

  @Test
  void refusesNamesThatAreNone() {
    assertThatThrownBy(() -> caller(Set.of(), Set.of("acme"))).hasMessageContaining("one role");
    assertThatThrownBy(() -> caller(Set.of(Role.ADMIN), Set.of()))
        .hasMessageContaining("one tenant");
    for (String name : Set.of("", " ", "a\nb", "x".repeat(257))) {
      assertThatThrownBy(() -> caller(Set.of(Role.ADMIN), Set.of(name)))
          .hasMessageContaining("Expected a tenant");
      assertThatThrownBy(
              () -> new Caller(name, Set.of(Role.ADMIN), Set.of("a"), Set.of(), Instant.EPOCH))
          .hasMessageContaining("Expected a subject");
      assertThatThrownBy(
              () -> new Caller("a", Set.of(Role.ADMIN), Set.of("a"), Set.of(name), Instant.EPOCH))
          .hasMessageContaining("Expected a group");
    }
    Set<String> many = IntStream.range(0, 1001).mapToObj(i -> "t" + i).collect(Collectors.toSet());
    assertThatThrownBy(() -> caller(Set.of(Role.ADMIN), many)).hasMessageContaining("at most 1000");
  }

  @Test
  void readsTheRolesItWrites() {
    for (Role role : Role.values()) {
      assertThat(Role.of(role.text())).contains(role);
    }
    assertThat(Role.GATEWAY.text()).isEqualTo("gateway");
    assertThat(Role.of("GATEWAY")).isEmpty();
  }

  private static Caller caller(Set<Role> roles, Set<String> tenants) {
    return new Caller("ana", roles, tenants, Set.of("support"), Instant.EPOCH);
  }
}
