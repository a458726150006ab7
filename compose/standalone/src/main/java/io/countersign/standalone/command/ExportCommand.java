package io.countersign.standalone.command;

import io.countersign.schemas.access.Role;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.estate.ApiEstate;
import io.countersign.standalone.estate.Estate;
import io.countersign.standalone.estate.EstateYaml;
import io.countersign.standalone.roles.CannotStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the controls of a tenant as a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes all controls of a tenant that are in force as YAML: tools, reviews, policies,"
            + " budgets, limits, settings. `countersign apply -f` of it changes nothing.")
final class ExportCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it (default: standard output).")
  private @Nullable Path output;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Estate estate;
    try (ApiClient client = api.forTenant(Role.OPERATOR)) {
      ApiEstate inForce = new ApiEstate(client, api.tenant());
      estate = inForce.read();
      ReadUpTo.told(inForce.readUpTo()).ifPresent(spec.commandLine().getErr()::println);
    }
    String text =
        EstateYaml.write(
            estate,
            "Controls of %s, by `countersign export`.\nPut them into force with `countersign apply -f`."
                .formatted(api.tenantTold()));
    if (output == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      write(output, text);
    }
    return Commands.DONE;
  }

  /** Whole or not at all. */
  static void write(Path file, String text) throws CannotStart {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(draft, text, StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CannotStart("Expected to write %s, but: %s".formatted(file, e), e);
    }
  }
}
