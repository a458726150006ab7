package io.countersign.schemas.control;

/**
 * Scores of a server review, each 0 to 3.
 *
 * @param toolBoundaries are the tools narrow and their side effects visible
 * @param permissionModel are permissions least and separated
 * @param errorRecovery are errors visible and recoverable
 * @param verification can effects be read back
 * @param sensitiveData is sensitive data controlled
 * @param maintainer is the maintainer reliable
 */
public record Scores(
    int toolBoundaries,
    int permissionModel,
    int errorRecovery,
    int verification,
    int sensitiveData,
    int maintainer) {
  public Scores {
    for (int score :
        new int[] {
          toolBoundaries, permissionModel, errorRecovery, verification, sensitiveData, maintainer
        }) {
      if (score < 0 || score > 3) {
        throw new IllegalArgumentException("Expected scores of 0 to 3, but one is " + score);
      }
    }
  }
}
