package io.countersign.query.export;

import java.util.List;

/**
 * Records of a table as RFC 4180 has them, each ended by CRLF. A value that a spreadsheet would
 * take for a formula gets an apostrophe before it (OWASP, CSV Injection); so a value that begins
 * with an apostrophe may not have had it in the record, and the whole document in the last column
 * says what it was.
 */
public final class CsvText {
  private CsvText() {}

  /** One record. */
  public static String record(List<String> values) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        line.append(',');
      }
      append(line, values.get(i));
    }
    return line.append("\r\n").toString();
  }

  private static void append(StringBuilder line, String value) {
    String safe = isFormula(value) ? "'" + value : value;
    if (safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
      line.append(safe);
      return;
    }
    line.append('"').append(safe.replace("\"", "\"\"")).append('"');
  }

  /** What spreadsheets calculate, the full-width forms that some of them read alike included. */
  private static boolean isFormula(String value) {
    return !value.isEmpty()
        && switch (value.charAt(0)) {
          case '=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20' -> true;
          default -> false;
        };
  }
}
