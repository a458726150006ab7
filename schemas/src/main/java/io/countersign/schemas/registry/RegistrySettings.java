package io.countersign.schemas.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the registry is and how to talk to it.
 *
 * @param urls base URLs of the same registry, tried in order when one does not answer; Apicurio's
 *     end in {@code /apis/ccompat/v7}
 * @param credentials sent to each of them
 * @param limits how long to try
 */
public record RegistrySettings(
    List<URI> urls, RegistryCredentials credentials, RegistryLimits limits) {

  /** More URLs than this are a mistake. */
  private static final int MAX_URLS = 16;

  public RegistrySettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty() || urls.size() > MAX_URLS) {
      throw new IllegalArgumentException(
          "Expected 1 to " + MAX_URLS + " schema registry URLs, but was " + urls.size());
    }
    urls.forEach(RegistrySettings::check);
  }

  /**
   * Settings from a comma-separated list of URLs, as in Confluent's {@code schema.registry.url}.
   */
  public static RegistrySettings of(
      String urls, RegistryCredentials credentials, RegistryLimits limits) {
    List<URI> parsed = new ArrayList<>();
    for (String url : urls.split(",", -1)) {
      parsed.add(parse(url.strip()));
    }
    return new RegistrySettings(parsed, credentials, limits);
  }

  /** Settings for one registry that asks for no credentials. */
  public static RegistrySettings at(URI url) {
    return new RegistrySettings(List.of(url), RegistryCredentials.NONE, RegistryLimits.DEFAULT);
  }

  private static URI parse(String url) {
    String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      return URI.create(bare);
    } catch (IllegalArgumentException e) {
      // The text is not repeated: it may hold a password.
      throw new IllegalArgumentException(
          "Expected schema registry URLs like http://host:8081 separated by commas, but one of them is no URL");
    }
  }

  private static void check(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "Expected schema registry URLs like http://host:8081, but one of them has no host, or a scheme other than http and https");
    }
    if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
      throw new IllegalArgumentException(
          "Expected the schema registry URL of "
              + url.getHost()
              + " without user, query and fragment: put credentials into a file");
    }
  }
}
