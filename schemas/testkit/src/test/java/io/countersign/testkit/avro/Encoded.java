package io.countersign.testkit.avro;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.avro.DocumentCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.testkit.DocumentSamples;
import io.countersign.testkit.Samples;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The two samples of a kind as whole records of a topic, and the codec of that topic. */
record Encoded(String type, Record full, Record minimal) {
  /** Every kind of command and event, and the documents. */
  static List<Encoded> all() {
    List<Encoded> all = new ArrayList<>();
    for (int i = 0; i < Samples.commands().size(); i++) {
      Command full = Samples.commands().get(i);
      all.add(
          new Encoded(
              full.type(),
              Samples.command(full),
              Samples.minimalCommand(Samples.minimalCommands().get(i))));
    }
    for (int i = 0; i < Samples.events().size(); i++) {
      Event full = Samples.events().get(i);
      all.add(
          new Encoded(
              full.type(),
              Samples.event(full),
              Samples.minimalEvent(Samples.minimalEvents().get(i))));
    }
    all.add(
        new Encoded(
            "CallSnapshot", DocumentSamples.callSnapshot(), DocumentSamples.minimalCallSnapshot()));
    all.add(
        new Encoded(
            "BudgetSnapshot",
            DocumentSamples.budgetSnapshot(),
            DocumentSamples.minimalBudgetSnapshot()));
    all.add(new Encoded("Alert", DocumentSamples.alert(), DocumentSamples.minimalAlert()));
    all.add(
        new Encoded(
            "IntakeReport", DocumentSamples.intakeReport(), DocumentSamples.minimalIntakeReport()));
    return all;
  }

  Schema schema() {
    return toAvro(full).getSchema();
  }

  /** Whether that version of the language knows this kind. */
  boolean isIn(int version) {
    if (version == Golden.version() || schema().getField("type") == null) {
      return true;
    }
    String field = Character.toLowerCase(type.charAt(0)) + type.substring(1);
    return Golden.schema(schema().getName(), version).getField(field) != null;
  }

  /** The bytes of a record as a reader of that version would write it again. */
  byte[] bytesOf(Record record, int version) {
    byte[] bytes = AvroBytes.write(toAvro(record));
    return version == Golden.version()
        ? bytes
        : AvroBytes.write(
            AvroBytes.read(bytes, 0, schema(), Golden.schema(schema().getName(), version)));
  }

  GenericRecord toAvro(Object record) {
    if (record instanceof CommandEnvelope command) {
      return CommandCodec.toAvro(command);
    }
    if (record instanceof EventEnvelope event) {
      return EventCodec.toAvro(event);
    }
    if (record instanceof BudgetSnapshot budget) {
      return DocumentCodec.toAvro(budget);
    }
    if (record instanceof Alert alert) {
      return DocumentCodec.toAvro(alert);
    }
    return record instanceof CallSnapshot snapshot
        ? DocumentCodec.toAvro(snapshot)
        : DocumentCodec.toAvro((IntakeReport) record);
  }

  Object fromAvro(GenericRecord record) {
    if (full instanceof CommandEnvelope) {
      return CommandCodec.fromAvro(record);
    }
    if (full instanceof EventEnvelope) {
      return EventCodec.fromAvro(record);
    }
    if (full instanceof BudgetSnapshot) {
      return DocumentCodec.budget(record);
    }
    if (full instanceof Alert) {
      return DocumentCodec.alert(record);
    }
    return schema().equals(AvroSchemas.CALL_SNAPSHOT)
        ? DocumentCodec.snapshot(record)
        : DocumentCodec.report(record);
  }

  @Override
  public String toString() {
    return type;
  }
}
