#!/usr/bin/env bash
# Installs what `make dist` builds with, into .work/release: Python packages, and Debian packages that
# are only unpacked, so that the system stays as it is. Does nothing where it is all there.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh

need_commands gcc make strip=binutils dpkg-deb=dpkg-dev apt-get=apt
install_zig

# A private apt with the system's sources, and the older and newer release of Debian for its libraries:
# private_apt NAME RELEASE.
private_apt() {
    local folder=$work/apt-$1
    [ ! -f "$folder/done" ] || return 0
    mkdir -p "$folder"/{lists/partial,cache/archives/partial,sources}
    : >"$folder/status"
    cat >"$folder/apt.conf" <<CONF
Dir::State "$folder";
Dir::State::status "$folder/status";
Dir::Cache "$folder/cache";
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "$folder/sources";
APT::Architecture "amd64";
APT::Architectures { "amd64"; "arm64"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
CONF
    # The system's release by its name, so that another one can take its place.
    local own
    own=$(. /etc/os-release && echo "$VERSION_CODENAME")
    if [ -f /etc/apt/sources.list ]; then sed "s/\\b$own\\b/$2/g" /etc/apt/sources.list >"$folder/sources.list"; fi
    for file in /etc/apt/sources.list.d/*.{list,sources}; do
        [ ! -f "$file" ] || sed "s/\\b$own\\b/$2/g" "$file" >"$folder/sources/$(basename "$file")"
    done
    # A release that is no longer looked after may lack a suite of the present one: the rest is taken.
    APT_CONFIG=$folder/apt.conf apt-get update -qq || echo "note: not every suite of $2 is there" >&2
    touch "$folder/done"
}

# unpack APT FOLDER PACKAGE...: into .work/release/FOLDER. A package's architecture may follow it.
unpack() {
    local apt=$work/apt-$1 folder=$work/$2
    shift 2
    [ "$(cat "$folder/packages" 2>/dev/null)" != "$*" ] || return 0
    rm -rf "$folder" "$work/debs"
    mkdir -p "$folder" "$work/debs"
    (cd "$work/debs" && APT_CONFIG=$apt/apt.conf apt-get download -qq "$@" >&2)
    local deb
    for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$folder"; done
    rm -rf "$work/debs"
    echo "$*" >"$folder/packages"
}

say "Debian's compiler for the targets that rustup's toolchain has no standard library for"
private_apt bookworm bookworm
# Compiler and standard library are of one version, or the compiler says so.
unpack bookworm debian rustc-web libstd-rust-web-1.96 libstd-rust-web-dev libstd-rust-web-dev:arm64 \
    rust-web-src libllvm22 llvm-22 libz3-4 libedit2 libbsd0 libmd0
mkdir -p "$work/bin"
for program in rustc ../lib/llvm-22/bin/llvm-{objcopy,objdump,nm}; do
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$work/debian/usr/lib/x86_64-linux-gnu" \
        "$work/debian/usr/bin/$program" >"$work/bin/${program##*/}"
    chmod +x "$work/bin/${program##*/}"
done

say "what images are made with, and what the packages are tried on: arm64, musl, an older glibc"
unpack bookworm programs qemu-user-static umoci skopeo libgpgme11 libassuan0 libdevmapper1.02.1
unpack bookworm arm64 libc6:arm64 libgcc-s1:arm64 libstdc++6:arm64 zlib1g:arm64 libexpat1:arm64 libffi8:arm64 \
    libssl3:arm64 liblzma5:arm64 libbz2-1.0:arm64 libsqlite3-0:arm64 libuuid1:arm64 libncursesw6:arm64 libtinfo6:arm64 \
    python3.11-minimal:arm64 libpython3.11-minimal:arm64 libpython3.11-stdlib:arm64
private_apt bullseye bullseye
unpack bullseye old libc6 libgcc-s1 libstdc++6 zlib1g
private_apt trixie trixie
unpack trixie musl musl
# As on Alpine: the C library is the file of that name, by which programs know that they run on musl.
mkdir -p "$work/musl/lib"
cp -L "$work/musl/usr/lib/x86_64-linux-musl/libc.so" "$work/musl/lib/ld-musl-x86_64.so.1"
