package io.countersign.schemas.approval;

import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.command.WithdrawPolicy;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of a control that waits for an approval. Exactly one part is present.
 *
 * @param publishPolicy a policy to be put into force
 * @param withdrawPolicy a policy to be taken back
 * @param registerTool a tool whose risk class would be lowered
 * @param releaseBrake a brake to be released
 * @param configureTenant settings that would ask for fewer approvals
 * @param setRetention search that would keep records for less time
 * @param releaseLegalHold a legal hold to be released
 */
public record Change(
    @Nullable PublishPolicy publishPolicy,
    @Nullable WithdrawPolicy withdrawPolicy,
    @Nullable RegisterTool registerTool,
    @Nullable ReleaseBrake releaseBrake,
    @Nullable ConfigureTenant configureTenant,
    @Nullable SetRetention setRetention,
    @Nullable ReleaseLegalHold releaseLegalHold) {
  public Change {
    if (Stream.of(
                publishPolicy,
                withdrawPolicy,
                registerTool,
                releaseBrake,
                configureTenant,
                setRetention,
                releaseLegalHold)
            .filter(Objects::nonNull)
            .count()
        != 1) {
      throw new IllegalArgumentException("Expected one change, but there are none or several");
    }
  }

  /** The change of this policy. */
  public static Change of(PublishPolicy policy) {
    return new Change(policy, null, null, null, null, null, null);
  }

  /** The end of this policy. */
  public static Change of(WithdrawPolicy policy) {
    return new Change(null, policy, null, null, null, null, null);
  }

  /** The change of this tool. */
  public static Change of(RegisterTool tool) {
    return new Change(null, null, tool, null, null, null, null);
  }

  /** The release of this brake. */
  public static Change of(ReleaseBrake brake) {
    return new Change(null, null, null, brake, null, null, null);
  }

  /** The change of these settings. */
  public static Change of(ConfigureTenant settings) {
    return new Change(null, null, null, null, settings, null, null);
  }

  /** The change of this retention. */
  public static Change of(SetRetention retention) {
    return new Change(null, null, null, null, null, retention, null);
  }

  /** The release of this hold. */
  public static Change of(ReleaseLegalHold hold) {
    return new Change(null, null, null, null, null, null, hold);
  }

  /** The command that makes the change. */
  public ControlCommand command() {
    return Stream.of(
            publishPolicy,
            withdrawPolicy,
            registerTool,
            releaseBrake,
            configureTenant,
            setRetention,
            releaseLegalHold)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }
}
