#!/usr/bin/env bash
# What a library may need of the system: `baseline.sh gnu|musl FILE...` fails if one needs a symbol newer
# than glibc 2.17, or a library that is not part of every system (libgcc_s).
set -euo pipefail
libc=$1
shift
# objdump of another processor's files: LLVM's reads them all.
objdump=$(dirname "$0")/../.work/release/bin/llvm-objdump
[ -x "$objdump" ] || objdump=objdump

for file in "$@"; do
    needed=$("$objdump" -p "$file" | awk '$1 == "NEEDED" { print $2 }')
    [ -n "$needed" ] || { echo "$file: objdump names no library that it needs" >&2; exit 1; }
    case $libc in
        gnu) allowed='^(libc|libm|libdl|librt|libpthread|libutil)\.so\.[0-9]$|^ld-linux-[a-z0-9_-]+\.so\.[0-9]$' ;;
        musl) allowed='^libc\.so$' ;;
    esac
    if grep -vE "$allowed" <<<"$needed" >&2; then
        echo "$file: needs the above" >&2
        exit 1
    fi
    newest=$("$objdump" -T "$file" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1 || true)
    if [ "$libc" = musl ] && [ -n "$newest" ]; then
        echo "$file: needs $newest" >&2
        exit 1
    fi
    if [ "$libc" = gnu ] && [ "$(printf 'GLIBC_2.17\n%s\n' "$newest" | sort -V | tail -n 1)" != GLIBC_2.17 ]; then
        "$objdump" -T "$file" | grep -F "$newest" >&2
        echo "$file: needs $newest; packages need at most GLIBC_2.17" >&2
        exit 1
    fi
    echo "$(basename "$file"): at most ${newest:-musl}, needs $(tr '\n' ' ' <<<"$needed")"
done
