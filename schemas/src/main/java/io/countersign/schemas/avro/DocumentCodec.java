package io.countersign.schemas.avro;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.intake.IntakeReport;
import org.apache.avro.generic.GenericRecord;

/** Values of the smaller topics to Avro and back. */
public final class DocumentCodec {
  private static final RecordMapper<CallSnapshot> SNAPSHOT =
      RecordMapper.of(CallSnapshot.class, AvroSchemas.CALL_SNAPSHOT);
  private static final RecordMapper<BudgetSnapshot> BUDGET =
      RecordMapper.of(BudgetSnapshot.class, AvroSchemas.BUDGET_SNAPSHOT);
  private static final RecordMapper<Alert> ALERT = RecordMapper.of(Alert.class, AvroSchemas.ALERT);
  private static final RecordMapper<IntakeReport> REPORT =
      RecordMapper.of(IntakeReport.class, AvroSchemas.INTAKE_REPORT);

  private DocumentCodec() {}

  /** Writes a snapshot as a record of {@link AvroSchemas#CALL_SNAPSHOT}. */
  public static GenericRecord toAvro(CallSnapshot snapshot) {
    return SNAPSHOT.toAvro(snapshot);
  }

  /**
   * Reads a record of {@link AvroSchemas#CALL_SNAPSHOT}; throws IllegalArgumentException when a
   * value is out of its limits.
   */
  public static CallSnapshot snapshot(GenericRecord record) {
    return SNAPSHOT.fromAvro(record);
  }

  /** Writes a budget node as a record of {@link AvroSchemas#BUDGET_SNAPSHOT}. */
  public static GenericRecord toAvro(BudgetSnapshot snapshot) {
    return BUDGET.toAvro(snapshot);
  }

  /**
   * Reads a record of {@link AvroSchemas#BUDGET_SNAPSHOT}; throws IllegalArgumentException when a
   * value is out of its limits.
   */
  public static BudgetSnapshot budget(GenericRecord record) {
    return BUDGET.fromAvro(record);
  }

  /** Writes an alert as a record of {@link AvroSchemas#ALERT}. */
  public static GenericRecord toAvro(Alert alert) {
    return ALERT.toAvro(alert);
  }

  /**
   * Reads a record of {@link AvroSchemas#ALERT}; throws IllegalArgumentException when a value is
   * out of its limits.
   */
  public static Alert alert(GenericRecord record) {
    return ALERT.fromAvro(record);
  }

  /** Writes a report as a record of {@link AvroSchemas#INTAKE_REPORT}. */
  public static GenericRecord toAvro(IntakeReport report) {
    return REPORT.toAvro(report);
  }

  /**
   * Reads a record of {@link AvroSchemas#INTAKE_REPORT}; throws IllegalArgumentException when a
   * value is out of its limits.
   */
  public static IntakeReport report(GenericRecord record) {
    return REPORT.fromAvro(record);
  }
}
