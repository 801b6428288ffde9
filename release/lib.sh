# Shared by the scripts of this folder. Source it: `. release/lib.sh`, from the repository's root.
#
# Everything that is installed or built in between lands in .work/release, the packages in dist/.

. tests/steps/packages.sh
root=$PWD
work=$root/.work/release
dist=$root/dist
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
export CARGO_INCREMENTAL=0 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
# Every archive gets the time of the commit, so that two builds of one commit are alike.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
mkdir -p "$work" "$dist"

# The targets, and what each kind of package calls them.
# target | baseline | libc | npm | NuGet | Maven | Debian | wheel
targets() {
    cat <<'TARGETS'
x86_64-unknown-linux-gnu|glibc 2.17|gnu|linux-x64-gnu|linux-x64|linux-x86_64|amd64|manylinux2014
aarch64-unknown-linux-gnu|glibc 2.17|gnu|linux-arm64-gnu|linux-arm64|linux-aarch_64|arm64|manylinux2014
x86_64-unknown-linux-musl|musl 1.2|musl|linux-x64-musl|linux-musl-x64|linux-x86_64-musl||musllinux_1_2
TARGETS
}

# each_target FUNCTION: calls it with $target, $baseline, $libc, $npm, $nuget, $maven, $debian, $wheel.
# ACKWELL_TARGETS="TARGET..." leaves the others out, for whoever works on these scripts.
each_target() {
    local target baseline libc npm nuget maven debian wheel
    while IFS='|' read -r target baseline libc npm nuget maven debian wheel <&4; do
        case " ${ACKWELL_TARGETS:-$target} " in *" $target "*) "$@" ;; esac
    done 4< <(targets)
}

# What the libraries of all targets need, for a package that holds several.
baselines() {
    print_baseline() { echo "$baseline"; }
    each_target print_baseline | sort -u | paste -sd , | sed 's/,/, /g'
}

# zig, cargo-zigbuild and maturin, in .work/release/tools.
install_zig() {
    ! cmp -s release/requirements.txt "$work/tools/requirements.txt" || return 0
    need_commands python3
    python3 -m venv --clear "$work/tools" || { need_packages python3-venv && python3 -m venv --clear "$work/tools"; }
    "$work/tools/bin/pip" install --quiet --requirement release/requirements.txt
    cp release/requirements.txt "$work/tools/"
}

say() { printf '\n== %s\n' "$*"; }

# record FILE PLATFORM BASELINE TESTED: one line of the table; FILE is in dist/.
record() {
    local file=$dist/$1
    printf '%s|%s|%s|%s|%s|%s\n' "$1" "$2" "$3" "$(stat -c %s "$file")" \
        "$(sha256sum "$file" | cut -c 1-64)" "$4" >>"$work/table"
}

# archive FILE FOLDER: the folder as a .tar.gz that is the same each time.
archive() {
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
        -C "$(dirname "$2")" -c "$(basename "$2")" | gzip -9n >"$1"
}
