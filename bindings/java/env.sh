# Shared by the scripts of this folder. Source it: it builds the jars once per process.
# Java 17 takes no file name that its locale has no characters for, and cases have such names.
export LC_ALL=C.UTF-8
# Maven's processes are short: compiling them well takes longer than it saves.
export MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"
java_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
java_here=$java_root/bindings/java
java_classes=$java_here/tests/target/classes
java_lib=$java_here/tests/target/lib

# The native half, the jars as they are published in the local repository, and the tests over them.
# Downloads of Maven's own plugins happen once per machine.
build_jars() {
    [ -z "${ACKWELL_JAVA_BUILT:-}" ] || return 0
    local folder=$java_here/ackwell-native/target/native-half/native/linux-x86_64
    (cd "$java_root" && cargo build --quiet --release --locked --package ackwell-java)
    mkdir -p "$folder"
    install "$java_root/target/release/libackwell_java.so" "$folder/"
    strip "$folder/libackwell_java.so"
    mvn -q -B -f "$java_here/pom.xml" install -DskipTests "$@"
    rm -rf "$java_lib"
    mvn -q -B -f "$java_here/tests/pom.xml" package
    export ACKWELL_JAVA_BUILT=1
}

# Every JDK from 17 on that is here: the one on the path, and those beside it.
jdks() {
    local java
    java=$(readlink -f "$(command -v java)")
    printf '%s\n' "${java%/bin/java}"
    for java in /usr/lib/jvm/*; do
        if [ -x "$java/bin/jdeps" ] && [ ! -L "$java" ]; then readlink -f "$java"; fi
    done
}

each_jdk() { jdks | awk '!seen[$0]++'; }
