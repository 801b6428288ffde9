#!/usr/bin/env bash
# The command: static binaries for musl, which run on every Linux, and an OCI image of each.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh
. release/zig.sh
. release/platforms.sh

need_commands jq
umoci=$work/programs/usr/bin/umoci
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
# Reads images with the library that container engines read them with.
skopeo() {
    LD_LIBRARY_PATH=$work/programs/usr/lib/x86_64-linux-gnu:$work/programs/lib/x86_64-linux-gnu \
        "$work/programs/usr/bin/skopeo" "$@"
}

# command_for MACHINE OCI-ARCHITECTURE [COMMAND THAT STARTS IT...]
command_for() (
    target=$1-unknown-linux-musl oci=$2
    shift 2
    say "command, $target"
    compile_for "$target"
    cargo-zigbuild zigbuild --release --locked "${cargo_target[@]}" --package ackwell-cli
    name=ackwell-$version-$target
    folder=$work/command/$name
    rm -rf "$folder"
    mkdir -p "$folder"
    "$work/bin/llvm-objcopy" --strip-all "$CARGO_TARGET_DIR/$target/release/ackwell" "$folder/ackwell"
    chmod 755 "$folder/ackwell"
    if "$work/bin/llvm-objdump" -p "$folder/ackwell" | grep NEEDED; then
        echo "the command is not static" >&2
        exit 1
    fi
    cp LICENSE-APACHE LICENSE-MIT "$folder/"
    archive "$dist/$name.tar.gz" "$folder"

    try_command "$folder/ackwell" "$@"
    record "$name.tar.gz" "Linux $oci" "none, static" "$words"
    image "$@"
)

# try_command PROGRAM [COMMAND THAT STARTS IT...]: the demo, and a notification that LianLian really sent.
try_command() {
    local program=$1 folder=$work/try/command-$oci
    shift
    rm -rf "$folder"
    release/try/folder.sh "$folder"
    printf '[lianlian]\npublic_keys = [{ file = "lianlian.pem" }]\nmerchant_ids = ["201507021000394502"]\n' >"$folder/shop.toml"
    (
        cd "$folder"
        env -i "$@" "$program" demo >demo.log
        env -i "$@" "$program" verify --config shop.toml --provider lianlian --peer 115.236.102.36 body.json >genuine.json
        if env -i "$@" "$program" verify --config shop.toml --provider lianlian --peer 115.236.102.36 tampered.json >refused.json; then
            echo "a tampered notification is accepted" >&2
            exit 1
        fi
        env -i "$@" "$program" ledger migrate sqlite:shop.db >ledger.log
        env -i "$@" "$program" ledger status sqlite:shop.db >>ledger.log
        [ -s shop.db ]
        grep -q 2015101911313905300004 genuine.json
        grep -q invalid_signature refused.json
    )
    words="the demo; a genuine and a tampered notification; a ledger in SQLite"
}

# image [COMMAND THAT STARTS THE BINARY...]: an OCI layout with the binary alone and a user that is not root.
image() {
    local layout=$work/command/image-$oci bundle=$work/command/bundle-$oci name=ackwell-image-$version-$oci
    rm -rf "$layout" "$bundle"
    "$umoci" init --layout "$layout"
    "$umoci" new --image "$layout:$version"
    "$umoci" unpack --rootless --image "$layout:$version" "$bundle"
    install -m 755 "$folder/ackwell" "$bundle/rootfs/ackwell"
    install -D -m 644 -t "$bundle/rootfs/licenses" LICENSE-APACHE LICENSE-MIT
    # The demo keeps its ledger there.
    install -d -m 1777 "$bundle/rootfs/tmp"
    find "$bundle/rootfs" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    "$umoci" repack --history.created "$created" --image "$layout:$version" "$bundle"
    "$umoci" config --image "$layout:$version" --architecture "$oci" --os linux --config.entrypoint /ackwell \
        --config.user 65532:65532 --created "$created" --history.created "$created" \
        --manifest.annotation org.opencontainers.image.licenses="MIT OR Apache-2.0" \
        --manifest.annotation org.opencontainers.image.version="$version"
    "$umoci" gc --layout "$layout"
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$layout" -cf "$dist/$name.tar" .

    # What an engine would run: the archive is read again, and its own entry point started as its own user.
    skopeo inspect --config "oci-archive:$dist/$name.tar" |
        jq -e --arg oci "$oci" '.architecture == $oci and .config.User == "65532:65532"' >/dev/null
    local again=$work/try/image-$oci
    rm -rf "$again"
    mkdir -p "$again/layout"
    tar -C "$again/layout" -xf "$dist/$name.tar"
    "$umoci" unpack --rootless --image "$again/layout:$version" "$again/bundle"
    jq -e '.process.user.uid == 65532 and .process.args[0] == "/ackwell"' "$again/bundle/config.json" >/dev/null
    if [ $# -eq 0 ] && [ "$(id -u)" = 0 ]; then
        chmod 755 "$again/bundle/rootfs"
        cp "$work/try/command-$oci"/{shop.toml,lianlian.pem,body.json} "$again/bundle/rootfs/tmp/"
        chroot --userspec=65532:65532 "$again/bundle/rootfs" /ackwell verify --config /tmp/shop.toml \
            --provider lianlian --peer 115.236.102.36 /tmp/body.json >"$again/genuine.json"
        grep -q 2015101911313905300004 "$again/genuine.json"
        record "$name.tar" "Linux $oci" "none, static" "read by skopeo and umoci; a genuine notification as user 65532 in a chroot; in no engine"
    else
        "$@" "$again/bundle/rootfs/ackwell" demo >"$again/demo.log"
        record "$name.tar" "Linux $oci" "none, static" "read by skopeo and umoci; the demo under QEMU; in no engine"
    fi
}

# ACKWELL_COMMANDS="x86_64" leaves the other out, for whoever works on this.
for machine in ${ACKWELL_COMMANDS:-x86_64 aarch64}; do
    case $machine in
        x86_64) command_for x86_64 amd64 ;;
        aarch64) command_for aarch64 arm64 "${qemu[0]}" ;;
    esac
done
