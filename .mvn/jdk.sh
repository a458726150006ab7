# Sourced by ./mvnw and ./countersign: sets JAVA_HOME to a JDK of at least 21.
# Order: JAVA_HOME, java on the PATH, then the usual places of Linux distributions and SDK tools, newest first.

countersign_jdk_version() {
  # "21.0.4" -> 21; nothing when the folder holds no JDK with a compiler
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

countersign_find_jdk() {
  if [ -n "${JAVA_HOME-}" ]; then
    version=$(countersign_jdk_version "$JAVA_HOME") && [ "${version:-0}" -ge 21 ] && return 0
  fi
  java_on_path=$(command -v java 2>/dev/null) && java_on_path=$(readlink -f "$java_on_path" 2>/dev/null) || java_on_path=
  best= best_version=0
  set +f
  for candidate in "${java_on_path%/bin/java}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    version=$(countersign_jdk_version "$candidate") || continue
    if [ "${version:-0}" -ge 21 ] && [ "$version" -gt "$best_version" ]; then
      best=$candidate best_version=$version
    fi
    # a JDK on the PATH that is new enough wins over a newer one elsewhere
    if [ -n "$best" ] && [ "$candidate" = "${java_on_path%/bin/java}" ]; then break; fi
  done
  if [ -z "$best" ]; then
    echo "Expected a JDK 21 or newer in JAVA_HOME, on the PATH or under /usr/lib/jvm, but found none." >&2
    echo "Install one (Debian: apt-get install openjdk-21-jdk-headless, or any vendor's JDK 21+) or set JAVA_HOME." >&2
    return 1
  fi
  JAVA_HOME=$best
  export JAVA_HOME
}

countersign_find_jdk || exit 1
