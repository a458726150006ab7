package io.countersign.projections.alert.avro;

import io.countersign.projections.alert.Form;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.RecordCodec;
import java.util.Map;

/** Writes alerts with the schema of {@code countersign.alerts}, one byte of version before it. */
public final class AlertForm implements Form<Alert> {
  private static final byte VERSION = 1;

  private final RecordCodec<Alert> codec =
      new RecordCodec<>(Alert.class, VERSION, Map.of(VERSION, AvroSchemas.ALERT));

  @Override
  public byte[] write(Alert alert) {
    return codec.write(alert);
  }

  @Override
  public Alert read(byte[] bytes) {
    return codec.read(bytes);
  }
}
