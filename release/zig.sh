# How a target is compiled. Source it after release/lib.sh.

export CARGO_TARGET_DIR=$work/target
# Symbols go into a file of their own, in natives.sh.
export CARGO_PROFILE_RELEASE_STRIP=none
export PATH=$work/tools/bin:$PATH

# compile_for TARGET [FLAG...]: sets the compiler, its flags and ${cargo_target[@]}, the arguments for
# cargo-zigbuild. Call it in a subshell: the next target has others.
compile_for() {
    local target=$1 variable
    shift
    cargo_target=(--target "$target")
    case $target in *-gnu) cargo_target=(--target "$target.2.17") ;; esac
    if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; then
        export RUSTC=$work/bin/rustc
        if [ ! -d "$("$RUSTC" --print sysroot)/lib/rustlib/$target/lib" ]; then
            # The standard library from its source; its objects for the start of a program are zig's.
            export RUSTC_BOOTSTRAP=1
            cargo_target+=(-Zbuild-std=std,panic_unwind)
            set -- "$@" -Clink-self-contained=no
        fi
    fi
    variable=CARGO_TARGET_$(tr a-z- A-Z_ <<<"$target")_RUSTFLAGS
    export "$variable=$*"
}
