package io.countersign.schemas.avro;

import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import org.apache.avro.generic.GenericRecord;

/** Commands to Avro and back. Equal commands give equal bytes. */
public final class CommandCodec {
  private static final RecordMapper<CommandEnvelope> MAPPER =
      RecordMapper.ofEnvelope(
          CommandEnvelope.class,
          AvroSchemas.COMMAND,
          new BodyMapper<Command>(
              AvroSchemas.COMMAND,
              Command.KINDS,
              type -> {
                throw new IllegalArgumentException(
                    "Expected a command that this build knows, but its type is " + type);
              }));

  private CommandCodec() {}

  /** Writes a command as a record of {@link AvroSchemas#COMMAND}. */
  public static GenericRecord toAvro(CommandEnvelope command) {
    return MAPPER.toAvro(command);
  }

  /**
   * Reads a record of {@link AvroSchemas#COMMAND}.
   *
   * @throws IllegalArgumentException when a value is absent or out of its limits, or the kind is
   *     not known
   */
  public static CommandEnvelope fromAvro(GenericRecord record) {
    return MAPPER.fromAvro(record);
  }
}
