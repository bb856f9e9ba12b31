#!/bin/sh
# Make configure from configure.ac; options are autoreconf's.
set -e
cd "$(dirname "$0")"
exec autoreconf --install --force --warnings=all,no-portability "$@"
