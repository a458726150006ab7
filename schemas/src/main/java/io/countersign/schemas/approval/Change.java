package io.countersign.schemas.approval;

import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.WithdrawPolicy;
import java.util.List;
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
 */
public record Change(
    @Nullable PublishPolicy publishPolicy,
    @Nullable WithdrawPolicy withdrawPolicy,
    @Nullable RegisterTool registerTool,
    @Nullable ReleaseBrake releaseBrake,
    @Nullable ConfigureTenant configureTenant) {
  public Change {
    if (parts(publishPolicy, withdrawPolicy, registerTool, releaseBrake, configureTenant).size()
        != 1) {
      throw new IllegalArgumentException("Expected one change, but there are none or several");
    }
  }

  /** The command that makes the change. */
  public ControlCommand command() {
    return parts(publishPolicy, withdrawPolicy, registerTool, releaseBrake, configureTenant)
        .getFirst();
  }

  private static List<ControlCommand> parts(@Nullable ControlCommand... parts) {
    return Stream.of(parts).filter(Objects::nonNull).toList();
  }
}
