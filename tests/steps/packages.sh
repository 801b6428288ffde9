# Installs what a test needs and the machine lacks. Source it: `. tests/steps/packages.sh`.

# Debian packages; says what to do where installing is not possible.
need_packages() {
    local missing=()
    local package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "missing Debian packages: ${missing[*]}; install them: sudo apt-get install ${missing[*]}" >&2
        return 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=600 update -qq
    apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Commands, which may come from anywhere: `need_commands cc=gcc curl` installs the package gcc if
# there is no command cc, and the package curl if there is no curl.
need_commands() {
    local pair
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || need_packages "${pair#*=}"
    done
}
