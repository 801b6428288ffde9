#!/usr/bin/env bash
# The ledger on PostgreSQL, MariaDB and Redis from every language: each receiver is played genuine,
# repeated, parallel, tampered and conflicting notifications over HTTP, restarted, and played again.
# Then workers with leases, Django's transactions and plain ones share one ledger.
. "$(dirname "${BASH_SOURCE[0]}")/../steps/lib.sh"
. tests/networked/servers.sh
need_packages gcc make pkg-config curl libmariadb-dev php-mysql php-pgsql php-sqlite3

root=$PWD
work=$servers/work
mkdir "$work"
start_postgres
start_mariadb
start_redis

# --- a receiver a language, as a user builds it ---
make --silent -C bindings/c install PREFIX="$work/c"
# shellcheck disable=SC2046 # several flags
gcc -std=c11 -O1 -Wall -Wextra -Werror examples/c/receiver.c -o "$work/receiver" -pthread \
    $(PKG_CONFIG_PATH=$work/c/lib/pkgconfig pkg-config --cflags --libs ackwell) -Wl,-rpath,"$work/c/lib"

bindings/php/install.sh "$work/php"
cp -r examples/php-plain "$work/php-plain"
rm -rf "$work/php-plain/vendor"
cp -r "$work/php/app/vendor" "$work/php-plain/vendor"

bash bindings/csharp/build.sh ../../examples/csharp/HttpListener ../../tests/networked/AdoWorker
csharp=$root/.work/csharp-out/Ackwell.Example.HttpListener/Ackwell.Example.HttpListener.dll

. bindings/python/env.sh
build_wheel
new_environment "$(find_interpreters | awk '$2 == "gil" { path = $3 } END { print path }')" "$work/python"
"$work/python/bin/pip" install --quiet --no-index --find-links "$python_work/wheel" ackwell

. bindings/node/env.sh
build_packages
broken=0
# Node's transactions, on the same servers; it leaves the examples compiled beside the installed packages.
ACKWELL_TEST_URLS="$(fresh_url postgres node_own) $(fresh_url mysql node_own)" \
    bindings/node/test/adapters/run.sh "$node_work/packed" transaction.test.mjs quickstart.test.mjs || broken=1
node=$root/.work/node-adapters
cp tests/networked/node_worker.mjs "$node/tests"

. bindings/java/env.sh
build_jars -Dmaven.javadoc.skip
mvn -q -B -f examples/java-plain/pom.xml package
mvn -q -B -f tests/networked/jdbc/pom.xml package

cargo build --quiet --locked --bin ackwell --features ackwell-cli/networked
ackwell=${CARGO_TARGET_DIR:-$root/target}/debug/ackwell

play() { # STORE LANGUAGE COMMAND...
    local store=$1 language=$2 url
    shift 2
    url=$(fresh_url "$store" "$language")
    cargo xtask example --ledger "$url" "$language-$store" "$@" 2>"$work/log" || {
        tail -n 40 "$work/log"
        broken=1
    }
    # It was that server that remembered.
    "$ackwell" ledger list --json --state committed --limit 1 "$url" | grep -q '"delivery_key"' || {
        echo "nothing was committed in $store by $language"
        broken=1
    }
}
for store in postgres mysql redis; do
    play $store c "$work/receiver"
    play $store python "$work/python/bin/python" bindings/python/tests/networked_receiver.py '{config}' '{port}'
    play $store php env ACKWELL_CONFIG={config} SHOP_ORDERS=php://stdout \
        php -d ffi.enable=true -S 127.0.0.1:{port} "$work/php-plain/public/index.php"
    play $store node node "$node/examples/express/dist/app.js"
    play $store java java -cp "examples/java-plain/target/classes:examples/java-plain/target/lib/*" shop.Shop
    play $store csharp "$root/.work/csharp/dotnet8/dotnet" "$csharp"
done

"$work/python/bin/pip" install --quiet --requirement bindings/python/requirements-networked.txt
ACKWELL_TEST_URLS="$(fresh_url postgres one_ledger) $(fresh_url mysql one_ledger)" \
    ACKWELL_ADO="$root/.work/csharp/dotnet9/dotnet $root/.work/csharp-out/Ackwell.AdoWorker/Ackwell.AdoWorker.dll $root/.work/csharp/npgsql" \
    ACKWELL_JDBC="java -cp $root/tests/networked/jdbc/target/classes:$root/tests/networked/jdbc/target/lib/* JdbcWorker" \
    ACKWELL_NODE="node $node/tests/node_worker.mjs" \
    ACKWELL_COMMAND=$ackwell ACKWELL_PHP=$work/php/app/vendor/autoload.php PYTHONDONTWRITEBYTECODE=1 \
    "$work/python/bin/python" -m pytest -p no:cacheprovider -q -rs tests/networked/one_ledger.py || broken=1
# Spring's transactions: the tables by Flyway and by Liquibase, many at once, and the example.
as_jdbc() { # STORE NAME USER
    local url
    url=$(fresh_url "$1" "$2")
    echo "jdbc:${url%%:*}://${url#*@}?user=$3" | sed 's/:postgres:/:postgresql:/; s/:mysql:/:mariadb:/'
}
starter=bindings/java/ackwell-spring-boot-starter
if ACKWELL_TEST_JDBC="$(as_jdbc postgres spring shop) $(as_jdbc mysql spring root)" \
    mvn -q -B -f bindings/java surefire:test -pl "${starter##*/}" -Dtest=ServersTest >"$work/log" 2>&1; then
    echo "spring: $(grep -c '<testcase ' $starter/target/surefire-reports/TEST-io.ackwell.spring.ServersTest.xml) passed, 0 failed"
else
    tail -n 40 "$work/log"
    broken=1
fi
mvn -q -B -f examples/spring-boot clean package
SPRING_DATASOURCE_URL="$(as_jdbc postgres spring_example shop)&options=-c%20lock_timeout=3000" \
    SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE=10 cargo xtask example --kill spring-postgres \
    java -jar examples/spring-boot/target/shop-1.jar 2>"$work/log" || {
    tail -n 40 "$work/log"
    broken=1
}
exit $broken
