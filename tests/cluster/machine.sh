#!/bin/sh
# What the tests of hosts take from the machine: an SSH server with SFTP, rsync, git, openssl. Only what is missing is installed,
# with apt, as root; otherwise the script prints what is missing and fails.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

packages=""
[ -x /usr/sbin/sshd ] || packages="$packages openssh-server"
have sftp || packages="$packages openssh-client"
have rsync || packages="$packages rsync"
have git || packages="$packages git"

if [ -n "$packages" ]; then
    if ! have apt-get || [ "$(id -u)" -ne 0 ]; then
        echo "test-cluster: this machine lacks:$packages (Debian's names)." >&2
        echo "Install them, or run \"make test-cluster\" as root on Debian, where it does so itself." >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of names
    DEBCONF_NOWARNINGS=yes apt-get install -qq --yes --no-install-recommends $packages >/dev/null
fi
