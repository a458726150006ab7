package io.countersign.ingest.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "Password",
        "PASSWORD",
        "db_password",
        "dbPassword",
        "user-passwd",
        "passwd2",
        "api_key",
        "apiKey",
        "APIKey",
        "api-key",
        "apikey",
        "X-Api-Key",
        "private key",
        "privateKey",
        "Authorization",
        "proxy-authorization",
        "Cookie",
        "Set-Cookie",
        "client_secret",
        "clientsecret",
        "accessToken",
        "access_token",
        "token",
        "tokens",
        "csrfToken",
        "credentials",
        "AWS_SECRET_ACCESS_KEY",
        "connectionString",
        "pass\u200bword",
        "ｐａｓｓｗｏｒｄ"
      })
  void recognisesSecretNames(String name) {
    assertThat(KeyNames.isSecret(name, new JsonString("x"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "note",
        "key",
        "author",
        "secretary",
        "monkey",
        "keyboard",
        "passenger",
        "compass",
        "token_type",
        "tokenCount",
        "max_tokens",
        "password_length",
        "passwordPolicy",
        "tokenize",
        "bypass",
        "authorized",
        "cookiecutter",
        ""
      })
  void leavesOtherNames(String name) {
    assertThat(KeyNames.isSecret(name, new JsonString("x"))).isFalse();
  }

  @Test
  void takesNumbersUnderSecretNamesButNotAmountsOfTokens() {
    assertThat(KeyNames.isSecret("pin", JsonNumber.of(1234))).isTrue();
    assertThat(KeyNames.isSecret("password", JsonNumber.of(1234))).isTrue();
    assertThat(KeyNames.isSecret("tokens", JsonNumber.of(1500))).isFalse();
    assertThat(KeyNames.isSecret("max_token", JsonNumber.of(1500))).isFalse();
    assertThat(KeyNames.isSecret("password", JsonBoolean.TRUE)).isFalse();
  }
}
