package io.countersign.approvals.notice;

import io.countersign.schemas.approval.NoticeKind;
import java.util.Set;

/**
 * Who is told what by which channel.
 *
 * @param name name of the channel
 * @param tenant whose approvals, or {@code *} for those of every tenant
 * @param notices what is told
 * @param alerts which alerts, where alerts are told
 * @param spare whether it is told only when a channel before it could not be
 * @param channel how it is told
 */
public record Subscription(
    String name,
    String tenant,
    Set<NoticeKind> notices,
    WantedAlerts alerts,
    boolean spare,
    Channel channel) {
  /** Tenant of a channel that is told of every tenant. */
  public static final String EVERY_TENANT = "*";

  public Subscription {
    notices = Set.copyOf(notices);
  }

  /** A subscription of every alert, where alerts are told. */
  public Subscription(
      String name, String tenant, Set<NoticeKind> notices, boolean spare, Channel channel) {
    this(name, tenant, notices, WantedAlerts.ALL, spare, channel);
  }

  boolean wants(Notice notice) {
    return (tenant.equals(EVERY_TENANT) || tenant.equals(notice.tenant()))
        && notices.contains(notice.kind())
        && switch (notice) {
          case ApprovalNotice approval -> true;
          case AlertNotice alert -> alerts.wants(alert.alert());
        };
  }
}
