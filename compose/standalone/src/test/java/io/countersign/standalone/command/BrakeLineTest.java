package io.countersign.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BrakeLineTest {
  private static JsonObject json(String text) throws Exception {
    return (JsonObject) StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isOneLineOfFieldsWhateverTheReasonHolds() throws Exception {
    String line =
        BrakeLine.of(
            json(
                """
                {"tenant":"acme","brakeId":"b1","state":"ENGAGED","kind":"READ_ONLY","platform":false,"ledgers":null,
                 "scope":{"server":"tickets","tool":"close","environment":"prod"},
                 "engaged":{"recordedAt":"2026-11-21T09:00:00Z","by":"bo","reason":"odd\\nb2\\tKILL\\tENGAGED"},"released":null}
                """));

    assertThat(line.lines()).hasSize(1);
    assertThat(line.split("\t", -1))
        .containsExactly(
            "b1",
            "READ_ONLY",
            "ENGAGED",
            "tenant acme",
            "every call that does not only read of tool tickets/close in environment prod",
            "1/1",
            "2026-11-21T09:00:00Z",
            "bo",
            "odd\\nb2\\tKILL\\tENGAGED",
            "-",
            "-",
            "-");
  }

  @Test
  void tellsTheWholePlatformFromEveryTenantName() throws Exception {
    String platform =
        BrakeLine.of(
            json(
                """
                {"tenant":"countersign","brakeId":"b1","state":"ENGAGED","kind":"KILL","platform":true,"scope":{},
                 "ledgers":{"of":12,"recorded":11,"released":0}}"""));
    String tenant =
        BrakeLine.of(
            json(
                """
                {"tenant":"PLATFORM","brakeId":"b1","state":"ENGAGED","kind":"KILL","platform":false,"scope":{}}"""));

    assertThat(platform.split("\t", -1)).contains("PLATFORM", "every call", "11/12").hasSize(12);
    assertThat(tenant.split("\t", -1)[3]).isEqualTo("tenant PLATFORM");
  }

  @Test
  void saysWhichCallsItIsAbout() {
    assertThat(BrakeTold.scope("KILL", null, null, null)).isEqualTo("every call");
    assertThat(BrakeTold.scope("KILL", "tickets", null, null))
        .isEqualTo("every call of tools of server tickets");
    assertThat(BrakeTold.scope("SHADOW", null, null, "dev"))
        .isEqualTo("every call that does not only read in environment dev");
  }
}
