# Where a package is tried. Source it after release/lib.sh.
#
# An arm64 program runs under QEMU with the libraries of Debian arm64. A musl program is started by musl's
# own loader, and one for glibc by that of Debian 11 (glibc 2.31) as well, so that nothing of this system
# is loaded.

qemu=("$work/programs/usr/bin/qemu-aarch64-static" -L "$work/arm64")
musl=("$work/musl/lib/ld-musl-x86_64.so.1" --library-path "$work/musl/lib")
old=("$work/old/lib/x86_64-linux-gnu/ld-2.31.so" --library-path
    "$work/old/lib/x86_64-linux-gnu:$work/old/usr/lib/x86_64-linux-gnu")

# on_platform FUNCTION: calls it with what starts a program of $target, and sets $platform_words.
on_platform() {
    case $target in
        x86_64-unknown-linux-gnu)
            platform_words="here and with glibc 2.31"
            "$@"
            "$@" "${old[@]}"
            ;;
        aarch64-unknown-linux-gnu)
            platform_words="arm64 under QEMU"
            "$@" "${qemu[@]}"
            ;;
        x86_64-unknown-linux-musl)
            platform_words="with musl 1.2.5"
            "$@" "${musl[@]}"
            ;;
    esac
}

# cc_for TARGET ARGUMENT...: compiles a program for it, against the oldest glibc.
cc_for() {
    local zig=${1/-unknown/}
    case $zig in *-gnu) zig=$zig.2.17 ;; esac
    shift
    "$work/tools/bin/python-zig" cc -O2 -target "$zig" -dynamic "$@"
}
