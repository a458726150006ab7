package io.countersign.schemas.access;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * An authenticated caller.
 *
 * <p>Two things cannot be constructed. A caller who is gateway and also approver, operator or
 * admin: an agent's credentials can never vote, nor change the rules that hold for the agent. And a
 * caller for all tenants who is more than admin or auditor: whoever acts on a tenant's calls or
 * controls is named in that tenant.
 *
 * @param subject who it is, as the issuer names it
 * @param roles what it may do; at least one
 * @param tenants for which tenants; at least one, or {@link #ALL_TENANTS} alone
 * @param groups the groups that quorums count, as the issuer names them
 * @param expiresAt until when this holds
 */
public record Caller(
    String subject, Set<Role> roles, Set<String> tenants, Set<String> groups, Instant expiresAt) {

  /** Stands for every tenant. */
  public static final String ALL_TENANTS = "*";

  /** The longest subject, tenant or group, in characters. */
  public static final int MAX_NAME_LENGTH = 256;

  /** The most tenants, and the most groups, of one caller. */
  public static final int MAX_NAMES = 1000;

  private static final Set<Role> FOR_ALL_TENANTS = Set.of(Role.ADMIN, Role.AUDITOR);

  public Caller {
    checkName("subject", subject);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one role, but was none");
    }
    if (roles.contains(Role.GATEWAY) && roles.contains(Role.APPROVER)) {
      throw new IllegalArgumentException(
          "Expected either gateway or approver, but was both: use two credentials, so that no agent can approve its own calls");
    }
    if (roles.contains(Role.GATEWAY)
        && (roles.contains(Role.OPERATOR) || roles.contains(Role.ADMIN))) {
      throw new IllegalArgumentException(
          "Expected gateway without operator and admin, but was with them: use two credentials, so that no agent can change its own rules");
    }
    if (tenants.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one tenant, but was none");
    }
    if (tenants.contains(ALL_TENANTS)
        && (tenants.size() > 1 || !FOR_ALL_TENANTS.containsAll(roles))) {
      throw new IllegalArgumentException(
          "Expected all tenants (*) alone and for admin and auditor only, but was with other tenants or roles: name the tenants");
    }
    checkNames("tenant", tenants);
    checkNames("group", groups);
    roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    tenants = Collections.unmodifiableSet(new TreeSet<>(tenants));
    groups = Collections.unmodifiableSet(new TreeSet<>(groups));
  }

  private static void checkNames(String what, Set<String> names) {
    if (names.size() > MAX_NAMES) {
      throw new IllegalArgumentException(
          "Expected at most %d names of kind %s, but was %d"
              .formatted(MAX_NAMES, what, names.size()));
    }
    names.forEach(name -> checkName(what, name));
  }

  private static void checkName(String what, String name) {
    if (name.isBlank()
        || name.length() > MAX_NAME_LENGTH
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "Expected a %s of 1 to %d characters without control characters, but was not"
              .formatted(what, MAX_NAME_LENGTH));
    }
  }

  /** Whether this caller may act in this tenant, in its roles. */
  public boolean mayUse(String tenant) {
    return tenants.contains(tenant) || mayUseAllTenants();
  }

  /** Whether this caller may act in every tenant, and on the installation as a whole. */
  public boolean mayUseAllTenants() {
    return tenants.contains(ALL_TENANTS);
  }

  /** Whether this caller has the role. */
  public boolean is(Role role) {
    return roles.contains(role);
  }
}
