#!/bin/sh
# What the browser tests take from the machine: Chromium, letters for Arabic and Japanese, Java (for the HTML checker),
# Node 20 and pdftotext. Only what is missing is installed, with apt, as root; otherwise the script prints what is missing and fails.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }
writes() { have fc-list && [ -n "$(fc-list ":lang=$1" family)" ]; }

packages=""
have chromium-headless-shell || packages="$packages chromium-headless-shell"
have java || packages="$packages default-jre-headless"
have node || packages="$packages nodejs"
have npm || packages="$packages npm"
have pdftotext || packages="$packages poppler-utils"
have fc-list || packages="$packages fontconfig"
writes ar || packages="$packages fonts-noto-core"
writes ja || packages="$packages fonts-noto-cjk"

if [ -n "$packages" ]; then
    if ! have apt-get || [ "$(id -u)" -ne 0 ]; then
        echo "test-site: this machine lacks:$packages (Debian's names)." >&2
        echo "Install them, or run \"make test-site\" as root on Debian, where it does so itself." >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of names
    DEBCONF_NOWARNINGS=yes apt-get install -qq --yes --no-install-recommends $packages >/dev/null
fi

if ! node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
    echo "test-site: Node $(node --version) is too old, 20 or newer is needed (Debian 13 has it)." >&2
    exit 1
fi
