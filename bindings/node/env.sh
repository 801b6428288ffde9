# Shared by test.sh and conformance.sh. Source it from the repository's root.
#
# Everything that is built or installed lands in .work/node. The packages are put together there too,
# so that nothing of it is in the source tree.

node_root=$PWD
node_work=$PWD/.work/node
node_package=$node_work/package
mkdir -p "$node_work"
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
export npm_config_loglevel=error

# Which of the platform packages this machine runs.
node_platform=linux-$(node -p process.arch)-$(ldd --version 2>&1 | grep -qi musl && echo musl || echo gnu)

# The main package and this machine's platform package, as they are published: *.tgz in
# .work/node/packed.
build_packages() {
    cargo build --quiet --locked --release --package ackwell-node
    lay_packages
    strip --strip-unneeded "${CARGO_TARGET_DIR:-$node_root/target}/release/libackwell_node.so" \
        -o "$node_package/npm/$node_platform/ackwell.$node_platform.node"
    pack_packages "$node_package"/npm/*
}

# The folders of the main package and of every platform's, without their native halves.
lay_packages() {
    mkdir -p "$node_package"
    # The tools stay: they take long to install.
    find "$node_package" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
    (cd bindings/node && cp -R package.json package-lock.json .npmrc lib LICENSE-* "$node_package/")
    ! [ -f bindings/node/README.md ] || cp bindings/node/README.md "$node_package/"
    if ! cmp -s bindings/node/package-lock.json "$node_work/installed-lock.json"; then
        (cd "$node_package" && npm ci --silent)
        cp bindings/node/package-lock.json "$node_work/installed-lock.json"
    fi
    (
        cd "$node_package"
        node_modules/.bin/napi create-npm-dirs >/dev/null 2>&1
        for folder in npm/*; do
            cp LICENSE-* "$folder/"
            (cd "$folder" && npm pkg set 'files[]=LICENSE-APACHE' 'files[]=LICENSE-MIT')
        done
    )
}

# pack_packages PLATFORM-FOLDER...: the main package, for these platforms, and each of them that has its
# native half.
pack_packages() {
    local folder platform with=()
    (
        cd "$node_package"
        for folder in "$@"; do
            platform=${folder##*/}
            # Optional dependencies, of exactly this version.
            npm pkg set "optionalDependencies.@ackwell/native-$platform=$(npm pkg get version | tr -d '"')"
            ! [ -f "$folder/ackwell.$platform.node" ] || with+=("./npm/$platform")
        done
        rm -rf "$node_work/packed"
        mkdir "$node_work/packed"
        npm pack --silent --pack-destination "$node_work/packed" . "${with[@]}" >/dev/null
    )
}

# An empty folder with both packages installed: new_application FOLDER [PACKAGE...].
new_application() {
    local folder=$1
    shift
    rm -rf "$folder"
    mkdir -p "$folder"
    echo '{ "private": true }' >"$folder/package.json"
    (cd "$folder" && npm install --silent --no-save "$node_work"/packed/*.tgz "$@")
}
