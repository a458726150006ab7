package io.countersign.ingest.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail ana@acme.example now | pii-email | ana@acme.example",
        "<Ana.B+tag@mail.acme.co.uk>. | pii-email | Ana.B+tag@mail.acme.co.uk",
        "müller@bücher.example | pii-email | müller@bücher.example",
        "pay DE89370400440532013000 now | pii-iban | DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00 | pii-iban | DE89 3704 0044 0532 0130 00",
        "gb82 west 1234 5698 7654 32 | pii-iban | gb82 west 1234 5698 7654 32",
        "NO9386011117947 | pii-iban | NO9386011117947",
        "MT84MALT011000012345MTLCAST001S | pii-iban | MT84MALT011000012345MTLCAST001S",
        "card 4111111111111111 | pii-card | 4111111111111111",
        "4111 1111 1111 1111 exp 12/30 | pii-card | 4111 1111 1111 1111",
        "4111-1111-1111-1111 123 | pii-card | 4111-1111-1111-1111",
        "order 12 5555555555554444 | pii-card | 5555555555554444",
        "378282246310005 | pii-card | 378282246310005",
        "3782 822463 10005 | pii-card | 3782 822463 10005",
        "6011111111111117 | pii-card | 6011111111111117",
        "30569309025904 | pii-card | 30569309025904",
        "3530111333300000 | pii-card | 3530111333300000",
        "card4111111111111111x | pii-card | 4111111111111111",
        "call +49 170 1234567 2024-01-01 | pii-phone | +49 170 1234567",
        "+1 (555) 123-4567. | pii-phone | +1 (555) 123-4567",
        "+442079460000 | pii-phone | +442079460000"
      })
  void findsPersonalData(String text, String ruleId, String personal) {
    List<Span> spans = found(text);
    assertThat(spans).hasSize(1);
    assertThat(spans.getFirst().ruleId()).isEqualTo(ruleId);
    assertThat(text.substring(spans.getFirst().start(), spans.getFirst().end()))
        .isEqualTo(personal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112", // Luhn fails
        "1234567812345670", // Luhn holds, nobody issues it
        "41111111111111111111", // too long
        "0.4111111111111111", // a fraction
        "DE88370400440532013000", // check digits fail
        "XX89370400440532013000", // no such country
        "DE8937040044053201300", // too short
        "user@localhost",
        "@scope/package",
        "a @ b.example",
        "image@sha256:0123",
        "0190b5a2-7c3e-7d1f-9a4b-4111111111111111",
        "4111111111111111aabbccddeeff00112233445566778899aabbccddeeff0011",
        "2026-11-21T12:28:28+01:00",
        "T-17",
        "ticket 4711, 1234567890",
        "1763728108000",
        "1763728108000000000",
        "+5 points, +100000 EUR",
        "1e+100000000",
        "192.168.100.200:8080",
        "12 345 678 901 234.56 EUR",
        "978-3-16-148410-0"
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(found(text)).isEmpty();
  }

  private static List<Span> found(String text) {
    List<Span> spans = new ArrayList<>();
    PersonalData.find(text, spans);
    return spans;
  }
}
