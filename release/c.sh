#!/usr/bin/env bash
# The C library: a tarball per target, and Debian packages for those that Debian has. Each is tried with the
# quickstart's program on its own platform.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh
. release/platforms.sh

need_packages dpkg-dev lintian pkg-config cmake
abi=$(sed -n 's/^#define ACKWELL_ABI_VERSION //p' include/ackwell.h)
maintainer="The Ackwell authors <ackwell@ackwell.example>"
# Older than the first revision of a distribution that packs it itself.
revision=0ackwell1

# lay FOLDER LIBDIR: the files as `make install` lays them under /usr, from the target's natives.
lay() {
    rm -rf "$1"
    make --silent -C bindings/c lay BUILT="$work/natives/$target" DESTDIR="$1" PREFIX=/usr LIBDIR="$2"
}

tarball() {
    local name=ackwell-c-$version-$target
    local folder=$work/c/$name
    lay "$folder" /usr/lib
    mv "$folder"/usr/* "$folder/"
    rmdir "$folder/usr"
    # It may be unpacked anywhere.
    sed -i -e 's|=/usr/|=${pcfiledir}/../../|' -e 's|=/usr$|=${pcfiledir}/../..|' "$folder/lib/pkgconfig/ackwell.pc"
    sed -i 's|"/usr/|"${CMAKE_CURRENT_LIST_DIR}/../../../|' "$folder/lib/cmake/ackwell/ackwell-config.cmake"
    cp LICENSE-APACHE LICENSE-MIT "$folder/"
    cp bindings/c/README.md "$folder/README.md"
    archive "$dist/$name.tar.gz" "$folder"

    # As its user has it: unpacked, found by pkg-config, compiled, run.
    local tried=$work/try/c-$target
    rm -rf "$tried"
    release/try/folder.sh "$tried"
    tar -C "$tried" -xzf "$dist/$name.tar.gz"
    cp release/try/shop.sh "$tried/"
    local flags
    flags=$(PKG_CONFIG_PATH=$tried/$name/lib/pkgconfig pkg-config --cflags --libs ackwell)
    cc_for "$target" -std=c11 -Wall "$tried/shop.c" $flags -Wl,-rpath,'$ORIGIN/'"$name/lib" -o "$tried/shop"
    try_c() { release/try/folder.sh "$tried" ./shop.sh "$@"; }
    on_platform try_c
    if [ "$target" = "$(uname -m)-unknown-linux-gnu" ]; then
        # Found by CMake, the static library too.
        mkdir "$tried/cmake"
        cat >"$tried/cmake/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.13)
project(shop C)
find_package(ackwell REQUIRED)
add_executable(shop ../shop.c)
target_link_libraries(shop ackwell::static)
CMAKE
        cmake -S "$tried/cmake" -B "$tried/cmake" -DCMAKE_PREFIX_PATH="$tried/$name" >/dev/null
        cmake --build "$tried/cmake" >/dev/null
        cp "$tried/cmake/shop" "$tried/shop"
        try_c
        platform_words="$platform_words; with CMake and the static library"
    fi
    record "$name.tar.gz" "$target" "$baseline" "the quickstart's program, $platform_words"
}

symbols() {
    local name=ackwell-symbols-$version-$target
    rm -rf "$work/c/$name"
    mkdir -p "$work/c/$name"
    cp "$work/natives/$target"/*.debug "$work/c/$name/"
    archive "$dist/$name.tar.gz" "$work/c/$name"
    # A debugger finds them by the name and the checksum in the library.
    "$work/bin/llvm-objdump" -h "$work/natives/$target/libackwell.so" | grep -c '\.gnu_debuglink' >/dev/null
    "$work/bin/llvm-nm" "$work/natives/$target/libackwell.so.debug" | grep -c ' [tT] .*ackwell_ledger' >/dev/null
    record "$name.tar.gz" "$target" "$baseline" "holds the functions of the ledger, the library names it"
}

# deb NAME FOLDER CONTROL: completes the folder and packs it.
deb() {
    local name=$1 folder=$2 documents=$2/usr/share/doc/$1 file
    file=${name}_${version}-${revision}_$debian.deb
    mkdir -p "$documents" "$folder/DEBIAN"
    cp release/debian/copyright "$documents/"
    printf 'ackwell (%s-%s) unstable; urgency=medium\n\n  * Release %s: see CHANGELOG.md of the sources.\n\n -- %s  %s\n' \
        "$version" "$revision" "$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" |
        gzip -9n >"$documents/changelog.Debian.gz"
    sed -e "s/@VERSION@/$version-$revision/" -e "s/@ARCH@/$debian/" -e "s/@ABI@/$abi/" -e "s/@MAINTAINER@/$maintainer/" \
        -e "s/@SIZE@/$(du -sk --apparent-size "$folder" | cut -f 1)/" "release/debian/$3" >"$folder/DEBIAN/control"
    (cd "$folder" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
    find "$folder" -type d -exec chmod 755 {} +
    dpkg-deb --root-owner-group -Zxz --build "$folder" "$dist/$file" >/dev/null
    lintian --fail-on error,warning --allow-root --tag-display-limit 0 "$dist/$file"
}

debian_packages() {
    [ -n "$debian" ] || return 0
    local folder=$work/c/debian-$debian triplet=${target/-unknown/} runtime=libackwell$abi
    local library=usr/lib/$triplet
    lay "$folder/dev" "/$library"
    rm -rf "${folder:?}/lib"
    mkdir -p "$folder/lib/$library" "$folder/lib/DEBIAN" "$folder/lib/usr/share/lintian/overrides"
    mv "$folder/dev/$library"/libackwell.so.* "$folder/lib/$library/"
    chmod 644 "$folder/lib/$library/libackwell.so.$version"
    printf 'activate-noawait ldconfig\n' >"$folder/lib/DEBIAN/triggers"
    printf 'libackwell %s %s\n' "$abi" "$runtime" >"$folder/lib/DEBIAN/shlibs"
    sed "s/@ABI@/$abi/" release/debian/overrides >"$folder/lib/usr/share/lintian/overrides/$runtime"
    deb "$runtime" "$folder/lib" control-library
    deb libackwell-dev "$folder/dev" control-dev

    # As its user has it: both unpacked below one root, and the program looks there.
    local tried=$work/try/debian-$debian file
    rm -rf "$tried"
    release/try/folder.sh "$tried"
    for file in "$runtime" libackwell-dev; do dpkg-deb -x "$dist/${file}_${version}-${revision}_$debian.deb" "$tried"; done
    cp release/try/shop.sh "$tried/"
    cc_for "$target" -std=c11 -Wall "$tried/shop.c" -I"$tried/usr/include" -L"$tried/$library" -lackwell \
        -Wl,-rpath,'$ORIGIN/'"$library" -o "$tried/shop"
    try_c() { release/try/folder.sh "$tried" ./shop.sh "$@"; }
    on_platform try_c
    for file in "$runtime" libackwell-dev; do
        record "${file}_${version}-${revision}_$debian.deb" "Debian $debian" "$baseline" "lintian; the quickstart's program, $platform_words"
    done
}

each_target tarball
each_target symbols
each_target debian_packages
