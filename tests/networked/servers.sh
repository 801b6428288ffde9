# Real servers on loopback for shell tests: source it, start what is needed, ask for URLs. They end
# with the shell that sourced it.
#
#     start_postgres; start_mariadb; start_redis
#     url=$(fresh_url postgres NAME)      an empty database of that name; lower-case letters

servers=$(mktemp -d)
chmod 755 "$servers"

as_user() { # USER COMMAND...: as that user if this is root
    if [ "$(id -u)" -eq 0 ]; then runuser -u "$1" -- "${@:2}"; else "${@:2}"; fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

stop_servers() {
    # By their own numbers: what stands in between, such as runuser, would leave them running.
    local file
    for file in "$servers"/mariadb/pid "$servers"/redis.pid "$servers"/postgres/postmaster.pid; do
        [ ! -s "$file" ] || kill -KILL "$(head -n 1 "$file")" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    rm -rf "$servers"
}
trap stop_servers EXIT

# until_answers WHAT COMMAND...: waits at most half a minute.
until_answers() {
    local what=$1 tries
    shift
    for tries in $(seq 150); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.2
    done
    echo "$what did not start" >&2
    return 1
}

start_postgres() {
    need_packages postgresql
    postgres_programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    postgres_port=$(free_port)
    mkdir "$servers/postgres"
    [ "$(id -u)" -ne 0 ] || chown postgres "$servers/postgres"
    as_user postgres "$postgres_programs/initdb" -D "$servers/postgres" --auth trust \
        --username shop --no-sync >/dev/null
    as_user postgres "$postgres_programs/pg_ctl" -D "$servers/postgres" --wait \
        --log "$servers/postgres/log" start --options \
        "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" >/dev/null
}

start_mariadb() {
    need_packages mariadb-server
    mariadb_port=$(free_port)
    mkdir "$servers/mariadb"
    [ "$(id -u)" -ne 0 ] || chown mysql "$servers/mariadb"
    as_user mysql mariadb-install-db --no-defaults --datadir="$servers/mariadb" \
        --auth-root-authentication-method=normal --skip-test-db >/dev/null
    as_user mysql "$(PATH=$PATH:/usr/sbin command -v mariadbd)" --no-defaults \
        --datadir="$servers/mariadb" --port="$mariadb_port" --bind-address=127.0.0.1 \
        --socket="$servers/mariadb/socket" --pid-file="$servers/mariadb/pid" \
        >"$servers/mariadb.log" 2>&1 </dev/null &
    until_answers MariaDB mariadb_says 'SELECT 1'
}

mariadb_says() {
    mariadb --no-defaults --protocol=tcp --host=127.0.0.1 --port="$mariadb_port" --user=root \
        --execute="$1"
}

start_redis() {
    need_packages redis-server
    redis_port=$(free_port)
    redis-server --bind 127.0.0.1 --port "$redis_port" --dir "$servers" --appendonly yes \
        --save '' --databases 64 --pidfile "$servers/redis.pid" \
        >"$servers/redis.log" 2>&1 </dev/null &
    until_answers Redis redis-cli -p "$redis_port" ping
}

fresh_url() { # postgres|mysql|redis NAME
    case $1 in
    postgres)
        psql --quiet --host 127.0.0.1 --port "$postgres_port" --username shop postgres \
            --command "CREATE DATABASE $2"
        echo "postgres://shop@127.0.0.1:$postgres_port/$2"
        ;;
    mysql)
        mariadb_says "CREATE DATABASE $2; CREATE USER IF NOT EXISTS shop@'127.0.0.1' IDENTIFIED BY 'p@ss'; GRANT ALL ON *.* TO shop@'127.0.0.1'"
        echo "mysql://shop:p%40ss@127.0.0.1:$mariadb_port/$2"
        ;;
    redis)
        # Redis counts its databases: the name's place among those of this run.
        echo "$2" >>"$servers/redis-names"
        echo "redis://127.0.0.1:$redis_port/$(($(wc -l <"$servers/redis-names") - 1))"
        ;;
    esac
}
