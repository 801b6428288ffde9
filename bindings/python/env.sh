# Shared by test.sh and conformance.sh. Source it from the repository's root.
#
# Everything that is built or installed lands in .work/python.

. tests/steps/packages.sh
python_work=$PWD/.work/python
mkdir -p "$python_work"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
export PYTHONDONTWRITEBYTECODE=1

# Every CPython from 3.10 on that can be found, oldest first: "VERSION gil|free PATH" a line.
find_interpreters() {
    {
        for name in $(compgen -c python3 | grep -E '^python3(\.[0-9]+t?)?$' | sort -u); do
            command -v "$name"
        done
        ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3 2>/dev/null || true
    } | while read -r path; do
        "$path" -c '
import sys, sysconfig
if sys.implementation.name == "cpython" and sys.version_info >= (3, 10):
    free = sysconfig.get_config_var("Py_GIL_DISABLED")
    print("%d.%d" % sys.version_info[:2], "free" if free else "gil", sys.executable)
' 2>/dev/null || true
    done | sort -V -u -k1,2
}

# A fresh environment: new_environment INTERPRETER FOLDER.
new_environment() {
    if ! "$1" -m venv --clear "$2" >/dev/null 2>&1; then
        # Debian's python3 comes without what venv needs.
        need_packages python3-venv
        "$1" -m venv --clear "$2"
    fi
}

# The wheel as a user gets it, for every CPython from 3.10 on.
build_wheel() {
    local tools=$python_work/tools
    if [ ! -x "$tools/bin/maturin" ] ||
        ! "$tools/bin/maturin" --version | grep -qF "$(sed -n 's/^maturin==//p' bindings/python/requirements-tools.txt)"; then
        new_environment "$(find_interpreters | awk '$2 == "gil" { path = $3 } END { print path }')" "$tools"
        "$tools/bin/pip" install --quiet --requirement bindings/python/requirements-tools.txt
    fi
    rm -rf "$python_work/wheel"
    "$tools/bin/maturin" build --release --locked --manifest-path bindings/python/Cargo.toml \
        --out "$python_work/wheel"
}
