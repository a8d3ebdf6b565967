#!/bin/sh
# Make .venv with the first Python here that is 3.11 or newer and can make one.
set -eu

young() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
complete() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

find_python() {
  for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
    if command -v "$name" >/dev/null && young "$name" && "$@" "$name"; then
      echo "$name"
      return
    fi
  done
  return 1
}

if ! python=$(find_python complete); then
  if ! find_python true >/dev/null; then
    echo "Python 3.11 or newer is needed: install it, then run this again." >&2
    exit 1
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Python here cannot make virtual environments: installing python3-venv"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends python3-venv
  fi
  if ! python=$(find_python complete); then
    echo "Python here cannot make virtual environments: install python3-venv, then run this again." >&2
    exit 1
  fi
fi

echo "Making .venv with $("$python" --version)"
"$python" -m venv --clear .venv
