#!/usr/bin/env bash
# Does what a quickstart says: writes its files, runs its commands in the repository's root, and
# compares what they print with what it shows.
#
#     quickstart.sh FILE.md PREFIX FOLDER
#
# A fenced block "```c shop.c" is the file shop.c, "```sh" is run, and "```text" is what the block
# before it must print. /opt/ackwell stands for PREFIX, and files lie in FOLDER.
set -euo pipefail
document=$(realpath "$1")
prefix=$2
folder=$3/quickstart
root=$PWD
mkdir -p "$folder"

block=0
kind=
blocks=()
while IFS= read -r line; do
    if [ -z "$kind" ] && [[ $line =~ ^'```'([a-z]+)\ *(.*)$ ]]; then
        block=$((block + 1))
        kind=${BASH_REMATCH[1]}
        name=${BASH_REMATCH[2]:-$block.$kind}
        [ "$kind" = sh ] && [ -n "${BASH_REMATCH[2]}" ] && name=$block.sh
        : >"$folder/$name"
        blocks+=("$name")
    elif [ "$line" = '```' ]; then
        kind=
    elif [ -n "$kind" ]; then
        printf '%s\n' "${line//\/opt\/ackwell/$prefix}" >>"$folder/$name"
    fi
done <"$document"

compared=0
printed=$folder/printed
for name in "${blocks[@]}"; do
    case $name in
    *.sh)
        echo "+ $name"
        # `$here` is where the repository is.
        (cd "$folder" && here=$root bash -euo pipefail "$name") >"$printed"
        ;;
    *.text)
        diff "$folder/$name" "$printed"
        compared=$((compared + 1))
        ;;
    esac
done
[ "$compared" -gt 0 ]
