#!/usr/bin/env bash
# Every test of the C library, as a user gets it: installed under a prefix, found by pkg-config and
# by CMake. `make -C bindings/c test` runs it. The last line counts.
. "$(dirname "${BASH_SOURCE[0]}")/../../../tests/steps/lib.sh"
need_packages gcc g++ libc6-dev make cmake pkg-config valgrind binutils

root=$PWD
tests=$root/bindings/c/tests
vectors=$root/tests/vectors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
passed=0
failed=0

# check NAME COMMAND...: the command must succeed. Its output is shown if it does not.
check() {
    local name=$1
    shift
    if "$@" >"$work/log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        tail -n 40 "$work/log" | sed 's/^/      /'
    fi
}

# fails COMMAND...: succeeds if the command does not.
fails() { ! "$@"; }

warnings=(-Wall -Wextra -Werror -pedantic -O1 -g)
sanitizers=(-fsanitize=address,undefined -fno-sanitize-recover=all)
c=(gcc -std=c11 "${warnings[@]}")
cpp=(g++ -std=c++17 "${warnings[@]}" -x c++)
memcheck=(valgrind --quiet --error-exitcode=9 --leak-check=full
    --show-leak-kinds=definite,indirect,possible
    --errors-for-leak-kinds=definite,indirect,possible)
helgrind=(valgrind --quiet --tool=helgrind --error-exitcode=9)

# ---- What is committed ----------------------------------------------------------------------

check "the committed headers are what the source gives" cargo xtask header --check

# The functions of the header.
declared() {
    grep -ohE '\backwell_[a-z_]+\(' include/ackwell.h include/ackwell_testing.h | tr -d '(' | sort -u
}

every_function_is_tested() {
    local name untested=0
    for name in $(declared); do
        if ! grep -qE "\b$name\b" "$tests"/*.c; then
            echo "no test calls $name"
            untested=1
        fi
    done
    return $untested
}
check "every function of the header is in a test" every_function_is_tested

# ---- What is installed ----------------------------------------------------------------------

check "make install" make --silent -C bindings/c install PREFIX="$prefix"
libs=(-I"$prefix/include" -L"$prefix/lib" -lackwell -pthread)

abi=$(sed -n 's/^#define ACKWELL_ABI_VERSION //p' include/ackwell.h)
soname() {
    readelf -d "$prefix/lib/libackwell.so" | grep -qF "[libackwell.so.$abi]" &&
        readelf -d "$prefix/lib/libackwell.so" | grep -q NODELETE
}
check "the SONAME carries the ABI number, and the library stays loaded" soname
exports() {
    nm -D --defined-only "$prefix/lib/libackwell.so" | awk '{ print $3 }' | sort >"$work/exported"
    declared | diff "$work/exported" -
}
check "the library exports the functions of the header and nothing else" exports

alone() {
    echo "#include <$1>" >"$work/alone.c"
    "${c[@]}" -I"$prefix/include" -fsyntax-only "$work/alone.c" &&
        gcc -std=c99 "${warnings[@]}" -I"$prefix/include" -fsyntax-only "$work/alone.c" &&
        "${cpp[@]}" -I"$prefix/include" -fsyntax-only "$work/alone.c"
}
native_header() {
    "${c[@]}" -fsyntax-only -x c -include stdint.h -include stdbool.h -include stddef.h \
        bindings/php/native.h
}
check "the header needs no other, in C99, C11 and C++17" alone ackwell.h
check "the test kit's header needs no other" alone ackwell_testing.h
check "the declarations for PHP are C" native_header

alone_in_cpp() {
    echo '#include <ackwell.hpp>' >"$work/alone.cpp"
    "${cpp[@]}" -I"$prefix/include" -fsyntax-only "$work/alone.cpp"
}
check "the C++ header needs no other, in C++17" alone_in_cpp
check "the C++ header compiles with the sanitizers" "${cpp[@]}" "${sanitizers[@]}" \
    "$tests/owners.cpp" -o "$work/owners" "${libs[@]}"
check "the owners of the C++ header" "$work/owners" "$vectors"

for program in misuse settle testing threads conformance; do
    check "$program in C11" \
        "${c[@]}" "$tests/$program.c" -o "$work/$program" "${libs[@]}"
    check "$program in C++17" \
        "${cpp[@]}" "$tests/$program.c" -o "$work/$program-cpp" "${libs[@]}"
    check "$program with the sanitizers" \
        "${c[@]}" "${sanitizers[@]}" "$tests/$program.c" -o "$work/$program-asan" "${libs[@]}"
done

check "a host that loads it at run time, in C11" \
    "${c[@]}" -I"$prefix/include" "$tests/unload.c" -o "$work/unload" -pthread -ldl

# ---- Misuse, leaks, threads -----------------------------------------------------------------

check "misuse" "$work/misuse" "$vectors"
check "misuse, compiled as C++" "$work/misuse-cpp" "$vectors"
check "misuse, freeing twice" "$work/misuse" "$vectors" twice
check "misuse under AddressSanitizer" "$work/misuse-asan" "$vectors"
check "misuse under Valgrind" "${memcheck[@]}" "$work/misuse" "$vectors"
check "Valgrind would see a use after a free" \
    fails "${memcheck[@]}" "$work/misuse" "$vectors" twice
check "Valgrind would see a leak" fails "${memcheck[@]}" "$work/misuse" "$vectors" leak
check "AddressSanitizer would see a leak" fails "$work/misuse-asan" "$vectors" leak

check "settling, outcomes and calls that do not wait" "$work/settle" "$vectors"
check "the same, compiled as C++" "$work/settle-cpp" "$vectors"
check "the same under AddressSanitizer" "$work/settle-asan" "$vectors"
check "the same under Valgrind" "${memcheck[@]}" "$work/settle" "$vectors"

check "the test kit" "$work/testing"
check "the test kit, compiled as C++" "$work/testing-cpp"
check "the test kit under AddressSanitizer" "$work/testing-asan"
check "the test kit under Valgrind" "${memcheck[@]}" "$work/testing"

check "16 threads on one receiver" "$work/threads" "$vectors" 500
check "16 threads under AddressSanitizer" "$work/threads-asan" "$vectors" 50
check "16 threads under Helgrind" "${helgrind[@]}" "$work/threads" "$vectors" 2
check "Helgrind would see a race" fails "${helgrind[@]}" "$work/threads" "$vectors" 2 race
check "loaded at run time, used on a thread and unloaded" \
    "$work/unload" "$prefix/lib/libackwell.so.$abi" "$vectors"

# ---- The conformance pack -------------------------------------------------------------------

pack() {
    "${@:2}" "$vectors" >"$work/$1.ndjson"
}
same() {
    [ -s "$work/plain.ndjson" ] && cmp "$work/plain.ndjson" "$work/$1.ndjson"
}
check "the pack" pack plain "$work/conformance"
check "the pack, compiled as C++" pack cpp "$work/conformance-cpp"
check "the pack under AddressSanitizer" pack asan "$work/conformance-asan"
check "the pack under Valgrind" pack valgrind "${memcheck[@]}" "$work/conformance"
for run in cpp asan valgrind; do
    check "the pack says the same ($run)" same "$run"
done
check "the pack says what it must" cargo xtask conformance rust c

# ---- Other ways to link ---------------------------------------------------------------------

linked_statically() {
    local flags
    flags=$(sed -n 's/^Libs.private: //p' "$prefix/lib/pkgconfig/ackwell.pc")
    # shellcheck disable=SC2086 # several flags
    "${c[@]}" -I"$prefix/include" "$tests/misuse.c" "$prefix/lib/libackwell.a" $flags \
        -o "$work/misuse-static" &&
        env -u LD_LIBRARY_PATH "$work/misuse-static" "$vectors"
}
check "linked statically" linked_statically

by_cmake() {
    mkdir -p "$work/cmake"
    cat >"$work/cmake/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.20)
project(misuse C)
set(CMAKE_C_STANDARD 11)
find_package(ackwell 0.1 REQUIRED)
foreach(kind ackwell static)
    add_executable(misuse-\${kind} $tests/misuse.c)
    target_link_libraries(misuse-\${kind} PRIVATE ackwell::\${kind})
endforeach()
CMAKE
    cmake -S "$work/cmake" -B "$work/cmake/build" -DCMAKE_PREFIX_PATH="$prefix" &&
        cmake --build "$work/cmake/build" &&
        env -u LD_LIBRARY_PATH "$work/cmake/build/misuse-ackwell" "$vectors" &&
        env -u LD_LIBRARY_PATH "$work/cmake/build/misuse-static" "$vectors"
}
check "found by CMake" by_cmake

# ---- Examples and the quickstart ------------------------------------------------------------

# shellcheck disable=SC2046 # several flags
example() {
    "$@" $(pkg-config --cflags --libs ackwell) -pthread
}
check "the C example compiles" example "${c[@]}" examples/c/receiver.c -o "$work/receiver"
check "the C++ example compiles" \
    example "${cpp[@]}" examples/cpp/receiver.cpp -o "$work/receiver-cpp"
check "the C example compiles with the sanitizers" \
    example "${c[@]}" "${sanitizers[@]}" examples/c/receiver.c -o "$work/receiver-asan"
check "the C example over HTTP" cargo xtask example c "$work/receiver"
check "the C++ example over HTTP" cargo xtask example cpp "$work/receiver-cpp"
check "the C example over HTTP under AddressSanitizer" \
    cargo xtask example c-asan "$work/receiver-asan"
check "the quickstart" "$tests/quickstart.sh" docs/quickstart-c.md "$prefix" "$work"

# The quickstart's configuration has LianLian's section only, and a key in a file beside it.
takes_what_is_there() { # RECEIVER
    local status=0
    echo '{"ledger": {"url": "memory:"}}' >"$work/no-provider.json"
    PORT=0 ACKWELL_CONFIG=$work/quickstart/config.json timeout 2 "$1" >"$work/started" || status=$?
    [ "$status" -eq 124 ] && grep -q '^listening' "$work/started" || return 1
    status=0
    PORT=0 ACKWELL_CONFIG=$work/no-provider.json timeout 2 "$1" 2>"$work/refused" || status=$?
    [ "$status" -eq 2 ] && grep -q 'no section lianlian or pingpong' "$work/refused"
}
check "the C example with one provider" takes_what_is_there "$work/receiver"
check "the C++ example with one provider" takes_what_is_there "$work/receiver-cpp"

uninstalled() {
    make --silent -C bindings/c uninstall PREFIX="$prefix" &&
        [ -z "$(find "$prefix" ! -type d)" ]
}
check "make uninstall leaves nothing" uninstalled

echo "c: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
