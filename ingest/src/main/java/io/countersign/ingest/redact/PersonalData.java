package io.countersign.ingest.redact;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Personal data that proves itself: e-mail addresses, IBANs by their check digits (ISO 13616), card
 * numbers by Luhn's (ISO/IEC 7812-1) and issuer, phone numbers in international form (E.164). Each
 * position looks at a bounded number of characters, so a text of any shape takes linear time.
 */
final class PersonalData {

  static final String EMAIL = "pii-email";
  static final String IBAN = "pii-iban";
  static final String CARD = "pii-card";
  static final String PHONE = "pii-phone";

  private static final int CARD_LONGEST = 19;
  private static final int PHONE_SHORTEST = 9;
  private static final int PHONE_LONGEST = 15;
  private static final int LOCAL_LONGEST = 64;
  private static final int DOMAIN_LONGEST = 255;
  private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

  /** Length by country, from the SWIFT registry of IBAN formats. */
  private static final Map<String, Integer> IBAN_LENGTHS = ibanLengths();

  private PersonalData() {}

  /** Adds what is personal in {@code text} to {@code spans}. */
  static void find(String text, List<Span> spans) {
    int skipTo = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@') {
        email(text, i, spans);
      } else if (i >= skipTo && startsToken(text, i)) {
        int end =
            c == '+'
                ? phone(text, i, spans)
                : isDigit(c) ? card(text, i, spans) : iban(text, i, spans);
        skipTo = Math.max(skipTo, end);
      }
    }
  }

  /** Not inside a longer run of digits, nor of letters for what begins with a letter. */
  private static boolean startsToken(String text, int i) {
    char c = text.charAt(i);
    char before = i == 0 ? ' ' : text.charAt(i - 1);
    if (isDigit(c)) {
      boolean fraction = before == '.' && i > 1 && isDigit(text.charAt(i - 2));
      return !isDigit(before) && !fraction;
    }
    return (c == '+' || isLetter(c)) && !isLetter(before) && !isDigit(before);
  }

  private static void email(String text, int at, List<Span> spans) {
    int start = at;
    while (start > 0 && at - start < LOCAL_LONGEST && isLocal(text.charAt(start - 1))) {
      start--;
    }
    int end = at + 1;
    int lastDot = -1;
    while (end < text.length() && end - at <= DOMAIN_LONGEST && isDomain(text, end)) {
      lastDot = text.charAt(end) == '.' ? end : lastDot;
      end++;
    }
    boolean named = start < at && lastDot > at + 1 && end - lastDot > 2;
    if (named && Character.isLetter(text.charAt(lastDot + 1))) {
      spans.add(new Span(start, end, EMAIL));
    }
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c)
        || (c > ' ' && c < 0x7f && "!#$%&'*+/=?^_`{|}~.-".indexOf(c) >= 0);
  }

  /** A dot belongs to the domain only when something follows it. */
  private static boolean isDomain(String text, int i) {
    char c = text.charAt(i);
    if (c == '.') {
      return i + 1 < text.length() && Character.isLetterOrDigit(text.charAt(i + 1));
    }
    return Character.isLetterOrDigit(c) || c == '-';
  }

  private static int iban(String text, int start, List<Span> spans) {
    if (start + 4 > text.length() || !isLetter(text.charAt(start + 1))) {
      return 0;
    }
    String country = upper(text.charAt(start)) + "" + upper(text.charAt(start + 1));
    Integer length = IBAN_LENGTHS.get(country);
    if (length == null) {
      return 0;
    }
    StringBuilder compact = new StringBuilder(length);
    int end = start;
    while (end < text.length() && compact.length() < length) {
      char c = text.charAt(end);
      if (isDigit(c) || isLetter(c)) {
        compact.append(upper(c));
      } else if ((c != ' ' && c != '-') || !isDigitOrLetter(text, end + 1)) {
        return 0;
      }
      end++;
    }
    if (compact.length() < length || isDigitOrLetter(text, end) || !isIban(compact.toString())) {
      return 0;
    }
    spans.add(new Span(start, end, IBAN));
    return end;
  }

  /** ISO 7064 MOD 97-10 over the text with its first four characters last and A = 10. */
  private static boolean isIban(String compact) {
    StringBuilder digits = new StringBuilder();
    String rotated = compact.substring(4) + compact.substring(0, 4);
    rotated.chars().forEach(c -> digits.append(Character.digit(c, 36)));
    boolean checkDigits = isDigit(compact.charAt(2)) && isDigit(compact.charAt(3));
    return checkDigits && new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue() == 1;
  }

  /** Digits in one run or in groups of at least three joined by single spaces or hyphens. */
  private static int card(String text, int start, List<Span> spans) {
    StringBuilder digits = new StringBuilder(CARD_LONGEST);
    int end = start;
    int found = 0;
    int group = 0;
    while (end < text.length() && digits.length() <= CARD_LONGEST) {
      char c = text.charAt(end);
      if (isDigit(c)) {
        digits.append(c);
        group++;
      } else if ((c == ' ' || c == '-')
          && group >= 3
          && end + 1 < text.length()
          && isDigit(text.charAt(end + 1))) {
        found = isCard(digits) ? end : found;
        group = 0;
      } else {
        break;
      }
      end++;
    }
    boolean complete = digits.length() <= CARD_LONGEST && group >= 3;
    found = complete && isCard(digits) ? end : found;
    if (found > 0 && !isInsideHex(text, start, found)) {
      spans.add(new Span(start, found, CARD));
      return found;
    }
    return 0;
  }

  private static boolean isCard(CharSequence digits) {
    return isIssued(digits) && isLuhn(digits);
  }

  /** Whether an issuer gives out numbers that begin so and are this long. */
  private static boolean isIssued(CharSequence digits) {
    int length = digits.length();
    if (length < 13 || length > CARD_LONGEST) {
      return false;
    }
    int four = Integer.parseInt(digits, 0, 4, 10);
    int two = four / 100;
    boolean visa = two / 10 == 4 && (length == 13 || length == 16 || length == 19);
    boolean mastercard =
        length == 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720));
    boolean amex = length == 15 && (two == 34 || two == 37);
    boolean discover =
        length == 16 && (four == 6011 || (four >= 6440 && four <= 6499) || two == 65);
    boolean diners =
        (length == 14 || length == 16)
            && ((four >= 3000 && four <= 3059) || two == 36 || two == 38 || two == 39);
    boolean jcb = length == 16 && four >= 3528 && four <= 3589;
    boolean unionPay = length >= 16 && two == 62;
    boolean maestro =
        switch (four) {
          case 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763 -> true;
          default -> false;
        };
    return visa || mastercard || amex || discover || diners || jcb || unionPay || maestro;
  }

  private static boolean isLuhn(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : 2 * digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  /** Digests and UUIDs contain runs of digits; their neighbours are hexadecimal letters. */
  private static boolean isInsideHex(String text, int start, int end) {
    int from = start;
    int to = end;
    boolean letters = false;
    while (from > 0 && start - from < 64 && isHexOrHyphen(text.charAt(from - 1))) {
      from--;
      letters |= isLetter(text.charAt(from));
    }
    while (to < text.length() && to - end < 64 && isHexOrHyphen(text.charAt(to))) {
      letters |= isLetter(text.charAt(to));
      to++;
    }
    return letters && to - from >= 32;
  }

  /** A plus and 9 to 15 digits, with up to two separators between them. */
  private static int phone(String text, int start, List<Span> spans) {
    int found = 0;
    int digits = 0;
    int separators = 0;
    for (int end = start + 1; end < text.length() && digits <= PHONE_LONGEST; end++) {
      char c = text.charAt(end);
      if (isDigit(c)) {
        digits++;
        separators = 0;
        boolean complete = digits >= PHONE_SHORTEST && digits <= PHONE_LONGEST;
        found = complete && !isDigitOrLetter(text, end + 1) ? end + 1 : found;
      } else if (" -.()".indexOf(c) < 0 || ++separators > 2) {
        break;
      }
    }
    boolean international = start + 1 < text.length() && text.charAt(start + 1) != '0';
    if (international && found > 0) {
      spans.add(new Span(start, found, PHONE));
      return found;
    }
    return 0;
  }

  private static boolean isDigitOrLetter(String text, int i) {
    return i < text.length() && (isDigit(text.charAt(i)) || isLetter(text.charAt(i)));
  }

  private static boolean isHexOrHyphen(char c) {
    return isDigit(c) || c == '-' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  private static Map<String, Integer> ibanLengths() {
    String registry =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
            + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21"
            + " HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27"
            + " MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24"
            + " RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
            + " VG24 XK20 YE30";
    return Arrays.stream(registry.split(" "))
        .collect(
            Collectors.toUnmodifiableMap(
                entry -> entry.substring(0, 2), entry -> Integer.valueOf(entry.substring(2))));
  }
}
