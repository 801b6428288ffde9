#!/usr/bin/env bash
# All tests of the JVM library over the jars as they are installed: JUnit under -Xcheck:jni, the
# loader's sentences, the tests that take long, the Spring Boot starter on Boot 3 and 4, and a shop in a
# separate folder, on every JDK from 17 on that is here.
set -euo pipefail
. "$(dirname "$0")/env.sh"
vectors=$java_root/tests/vectors
passed=0
ended=0
# How long each piece took is part of its line: this is the longest step of all.
pass() {
    passed=$((passed + 1))
    echo "ok: $1 ($((SECONDS - ended)) s)"
    ended=$SECONDS
}
fail() { echo "FAILED: $1" >&2; exit 1; }

build_jars
pass "javac and javadoc have no warning"
version=$(sed -n "/<parent>/,/<\/parent>/s/.*<version>\(.*\)<\/version>/\1/p" "$java_here/ackwell/pom.xml")
pass "what Maven Central asks for: $(python3 "$java_here/tests/central.py" "$java_here" "$version")"
[ "$(cd "$java_here" && find . -name '*.java' -path '*main*' | xargs grep -l 'System\.load' | wc -l)" = 1 ] ||
    fail "more than one class loads libraries"
mvn -q -B -f "$java_here/pom.xml" surefire:test -pl ackwell >"$java_here/ackwell/target/junit.log" 2>&1 ||
    { tail -n 60 "$java_here/ackwell/target/junit.log"; fail "JUnit"; }
junit=$(cat "$java_here"/ackwell/target/surefire-reports/TEST-*.xml | grep -c '<testcase ')
[ "$junit" -gt 20 ] || fail "JUnit ran $junit tests"
passed=$((passed + junit - 1))
pass "$junit tests of JUnit under -Xcheck:jni"
# -Xcheck:jni writes to the output of the process.
! grep -rnE 'WARNING in native|FATAL ERROR in native' "$java_here"/ackwell/target/surefire-reports "$java_here/ackwell/target/junit.log" ||
    fail "-Xcheck:jni complains"

# The starter's classes, compiled on Boot 3, on both generations of Boot: the oldest JDK and the newest.
newest=$(each_jdk | tail -n 1)
starter=ackwell-spring-boot-starter
boot4=4.1.2
boot_tests() {
    local name=$1 java=$2 ran
    shift 2
    rm -rf "${java_here:?}/$starter/target/surefire-reports"
    JAVA_HOME=$java mvn -q -B -f "$java_here/pom.xml" surefire:test -pl $starter "$@" >"$java_here/$starter/target/junit.log" 2>&1 ||
        { tail -n 60 "$java_here/$starter/target/junit.log"; fail "JUnit on $name"; }
    # Those that are for another JDK or for servers are not counted.
    ran=$(cat "$java_here/$starter"/target/surefire-reports/TEST-*.xml |
        awk '/<testcase /{n++} /<skipped/{n--} END{print n}')
    [ "$ran" -gt 20 ] || fail "JUnit ran $ran tests on $name"
    passed=$((passed + ran - 1))
    pass "$ran tests of the starter on $name, $(basename "$java")"
}
boot_tests "Boot 3.5" "$(each_jdk | head -n 1)"
boot_tests "Boot $boot4" "$newest" -Dspring-boot.version=$boot4 -Dackwell.test.without=none:none

# The test kit's classes, compiled on Boot 3 and JUnit 5, on those of Boot 4 as well.
kit_tests() {
    local name=$1 java=$2 ran
    shift 2
    rm -rf "${java_here:?}/ackwell-test/target/surefire-reports"
    JAVA_HOME=$java mvn -q -B -f "$java_here/pom.xml" surefire:test -pl ackwell-test "$@" >"$java_here/ackwell-test/target/junit.log" 2>&1 ||
        { tail -n 60 "$java_here/ackwell-test/target/junit.log"; fail "the test kit on $name"; }
    ran=$(cat "$java_here"/ackwell-test/target/surefire-reports/TEST-*.xml | grep -c '<testcase ')
    [ "$ran" -gt 18 ] || fail "JUnit ran $ran tests of the test kit on $name"
    passed=$((passed + ran - 1))
    pass "$ran tests of the test kit on $name, $(basename "$java")"
}
kit_tests "Boot 3.5" "$(each_jdk | head -n 1)"
kit_tests "Boot $boot4" "$newest" -Dspring-boot.version=$boot4

classpath=$(printf '%s:' "$java_classes" "$java_lib"/*.jar)
classpath=${classpath%:}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

soak() {
    local java=$1 name=$2 count=$3
    "$java/bin/java" "${options[@]}" -cp "$classpath" -Djava.util.logging.config.file="$java_here/tests/quiet.properties" \
        io.ackwell.tests.Soak "$vectors" "$name" "$count" >"$work/soak" 2>&1 ||
        { tail -n 30 "$work/soak"; fail "$name on $java"; }
    ! grep -q 'in native method' "$work/soak" || { head "$work/soak"; fail "-Xcheck:jni complains of $name on $java"; }
    pass "$(basename "$java"): $(grep "^$name:" "$work/soak" || grep '^threads:' "$work/soak")"
}

for java in $(each_jdk); do
    major=$("$java/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
    [ "$major" -ge 17 ] || continue
    options=()
    [ "$major" -lt 24 ] || options=(--enable-native-access=ALL-UNNAMED --illegal-native-access=deny)
    soak "$java" loaders 3
    options+=(-Xcheck:jni)
    soak "$java" threads 500
    [ "$major" -lt 21 ] || soak "$java" virtual 1
    unset "options[-1]"
    # A heap of a fixed size, so that only what is outside of it can grow.
    options+=(-Xms128m -Xmx128m -XX:+AlwaysPreTouch)
    soak "$java" memory 250000
    [ "$java" != "$newest" ] || soak "$java" mutated 1000000

    # The conformance pack, for `cargo xtask conformance --kept`; the same on every JDK.
    kept=$java_root/.work/conformance/java.ndjson
    mkdir -p "${kept%/*}"
    "$java/bin/java" -cp "$classpath" io.ackwell.tests.Conformance "$vectors" 2>"$work/errors" | sort >"$work/java-$major.ndjson" ||
        { tail -n 20 "$work/errors"; fail "the conformance runner on $java"; }
    [ "$java" != "$(each_jdk | head -n 1)" ] || cp "$work/java-$major.ndjson" "$kept"
    cmp "$work/java-$major.ndjson" "$kept" || fail "the pack has another outcome on $java"
    pass "$(basename "$java"): the conformance pack, $(wc -l <"$kept") lines"

    # As a module, from a folder with nothing but the jars.
    mkdir -p "$work/shop-$major/io.example.shop/io/example/shop"
    cp "$java_here"/tests/shop/module-info.java "$work/shop-$major/io.example.shop/"
    cp "$java_here"/tests/shop/Shop.java "$work/shop-$major/io.example.shop/io/example/shop/"
    modules=$(printf '%s:' "$java_lib"/ackwell-*.jar "$java_lib"/jspecify-*.jar)
    (
        set -e
        cd "$work/shop-$major"
        "$java/bin/javac" -Xlint:all -Werror --release 17 --module-path "$modules" -d out \
            $(find io.example.shop -name '*.java') || exit
        access=()
        [ "$major" -lt 24 ] || access=(--enable-native-access=io.ackwell --illegal-native-access=deny)
        "$java/bin/java" "${access[@]}" --module-path "out:$modules" --add-modules io.ackwell.natives \
            -m io.example.shop/io.example.shop.Shop "$vectors/lianlian-payment.json"
    ) >"$work/shop" 2>&1 || { tail -n 20 "$work/shop"; fail "the shop as a module on $java"; }
    grep -qx 'paid 2013051500001 210.97 CNY' "$work/shop" || { cat "$work/shop"; fail "the shop's output"; }
    pass "$(basename "$java"): a shop as a module"
done

# Which methods need --enable-native-access, and what GraalVM has to be told of.
scan=$newest/bin/jnativescan
if [ -x "$scan" ]; then
    "$scan" --class-path "$(echo "$java_lib"/ackwell-0*.jar)" >"$work/scan"
    grep -qE 'Loader::attempt.* restricted methods' "$work/scan" || { cat "$work/scan"; fail "what jnativescan lists"; }
    others=$(grep -E '^ {4}io\.' "$work/scan" | grep -vE 'io\.ackwell\.(Loader::attempt.* restricted methods|Native::.* native method declaration)' || true)
    [ -z "$others" ] || fail "jnativescan lists more: $others"
    pass "jnativescan: one method of the loader is restricted, and only one class has native methods"
else
    echo "note: no JDK here has jnativescan, so restricted methods were only looked for in the sources"
fi
tools=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
gcc -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC -I"$tools/include" -I"$tools/include/linux" \
    -o "$work/lookups.so" "$java_here/tests/lookups.c" -ldl
for what in "threads 20" "mutated 500"; do
    # shellcheck disable=SC2086 # two words
    java -agentpath:"$work/lookups.so" -cp "$classpath" -Djava.util.logging.config.file="$java_here/tests/quiet.properties" \
        io.ackwell.tests.Soak "$vectors" $what >"$work/soak" 2>"$work/lookups" || { tail -n 20 "$work/lookups"; fail "$what under the agent"; }
    pass "GraalVM's metadata: $(python3 "$java_here/tests/reachability.py" "$java_lib" "$java_here/ackwell/src/main/java" "$work/lookups")"
done

# Kotlin: what compiles and runs, and what must not compile.
kotlin=$java_here/tests/kotlin
mvn -q -B -f "$kotlin/pom.xml" package
kotlinc() {
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$kotlin/target/lib/*" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler -no-stdlib -no-reflect -Werror \
        -jvm-target 17 -cp "$classpath:$(echo "$kotlin"/target/lib/kotlin-stdlib-2*.jar)" -d "$work/kotlin" "$@"
}
kotlinc "$kotlin/Shop.kt" >"$work/kotlinc" 2>&1 || { cat "$work/kotlinc"; fail "Kotlin"; }
java -cp "$work/kotlin:$classpath:$(echo "$kotlin"/target/lib/kotlin-stdlib-2*.jar)" ShopKt "$vectors/lianlian-payment.json" >"$work/shop" 2>&1 &&
    grep -qx 'paid 2013051500001 210.97 CNY' "$work/shop" || { cat "$work/shop"; fail "the shop in Kotlin"; }
pass "a shop in Kotlin: builders, lambdas, when without else"
kotlinc "$kotlin"/refused/*.kt >"$work/kotlinc" 2>&1 && fail "Kotlin compiles what it must refuse"
for file in "$kotlin"/refused/*.kt; do
    grep -F "${file##*/}:" "$work/kotlinc" | grep -qF "error: $(sed -n 's,^// Refused: ,,p' "$file")" ||
        { cat "$work/kotlinc"; fail "what Kotlin says of ${file##*/}"; }
    pass "Kotlin refuses ${file##*/}: $(sed -n 's,^// Refused: ,,p' "$file")"
done

# What the loader says. Each sentence names what was tried.
says() {
    local what=$1 pattern=$2
    shift 2
    java "$@" -cp "$classes" io.ackwell.tests.Soak "$vectors" threads 1 >"$work/says" 2>&1 && fail "$what: it was loaded"
    grep -qE "UnsatisfiedLinkError: ackwell: .*$pattern" "$work/says" || { head -n 5 "$work/says"; fail "$what"; }
    pass "the loader says: $what"
}
classes=$(printf '%s:' "$java_classes" "$java_lib"/{jackson*,jspecify*,ackwell-0*}.jar)
says "no jar has the library" 'no native library for linux-x86_64 .*no jar on the class path has it.*java.library.path.*classifier linux-x86_64'
says "a file that is not there" 'property ackwell.native, /no/such/file: .*Add the artifact' -Dackwell.native=/no/such/file
says "a file that is no library" 'invalid ELF header|file too short' -Dackwell.native="$java_here/pom.xml"
classes=$classpath
says "a folder for copies that is not there" 'NoSuchFileException' -Dackwell.tmpdir=/no/such/folder
printf 'int x;' | gcc -shared -o "$work/other.so" -x c - && says "another library" 'not the native half of this version. Loaded: .*other.so: loaded' -Dackwell.native="$work/other.so"
if [ "$(id -u)" = 0 ] && mkdir "$work/noexec" && mount -t tmpfs -o noexec tmpfs "$work/noexec" 2>/dev/null; then
    says "a folder without exec" 'mounted noexec: name another one with -Dackwell.tmpdir' -Dackwell.tmpdir="$work/noexec"
    umount "$work/noexec"
else
    echo "note: no noexec folder could be made, so what the loader says there was not tested"
fi

# The example as every language's is played, and the quickstart.
mvn -q -B -f "$java_root/examples/java-plain/pom.xml" package
plain=$java_root/examples/java-plain/target
for java in $(each_jdk); do
    (cd "$java_root" && cargo xtask example --kill "java-plain-$(basename "$java")" \
        "$java/bin/java" -cp "$plain/classes:$plain/lib/*" shop.Shop) >"$work/example" 2>&1 ||
        { tail -n 30 "$work/example"; fail "the example on $java"; }
    pass "$(basename "$java"): examples/java-plain: $(tail -n 1 "$work/example")"
done
# A shop on Spring Boot, as its packaged jar. It is killed in the middle of the transaction. The jar has
# what Spring's AOT engine makes for native images too, and runs with it on the JVM.
spring_shop() {
    local name=$1 java=$2 access=()
    cp -r "$java_root/examples/spring-boot" "$work/$name"
    sed -i "s|<version>3\.5\.16</version>|<version>$3</version>|" "$work/$name/pom.xml"
    mvn -q -B -f "$work/$name/pom.xml" clean compile spring-boot:process-aot package >"$work/aot" 2>&1 ||
        { tail -n 30 "$work/aot"; fail "$name is not built"; }
    [ "$java" != "$newest" ] || access=(--illegal-native-access=deny)
    play() {
        local kind=$1
        shift
        (cd "$java_root" && SPRING_DATASOURCE_URL="jdbc:sqlite:$work/$kind.db?transaction_mode=IMMEDIATE&busy_timeout=3000" \
            cargo xtask example "$@" -jar "$work/$name/target/shop-1.jar") \
            >"$work/example" 2>&1 || { tail -n 30 "$work/example"; fail "$kind on $java"; }
    }
    play "$name" --kill "$name" "$java/bin/java" "${access[@]}"
    pass "$(basename "$java"): examples/spring-boot: $(tail -n 1 "$work/example")"
    play "$name-aot" "$name-aot" "$java/bin/java" "${access[@]}" -Dspring.aot.enabled=true
    pass "$(basename "$java"): examples/spring-boot with AOT: $(tail -n 1 "$work/example")"
}
spring_shop spring-boot-3.5 "$(each_jdk | head -n 1)" 3.5.16
spring_shop spring-boot-$boot4 "$newest" $boot4

java -cp "$classpath" io.ackwell.tests.ServletShop "$vectors" >"$work/servlet" 2>&1 && grep -q '^eaten: ' "$work/servlet" ||
    { tail -n 20 "$work/servlet"; fail "the servlet behind a filter that reads bodies"; }
pass "the servlet says what to do about a filter that reads bodies"
(cd "$java_root" && cargo xtask example java-servlet java -cp "$classpath" io.ackwell.tests.ServletShop) >"$work/example" 2>&1 ||
    { tail -n 30 "$work/example"; fail "the servlet in Tomcat"; }
pass "the servlet in Tomcat: $(tail -n 1 "$work/example")"
python3 "$java_here/tests/quickstart.py" "$java_root" "$newest"
pass "docs/quickstart-java.md"
python3 "$java_here/tests/quickstart_testing.py" "$java_root"
pass "docs/quickstart-java.md: the endpoint tested, and seen at work"
python3 "$java_here/tests/readme.py" "$java_root" "$classpath"
pass "bindings/java/README.md"
echo "$passed passed, 0 failed"
