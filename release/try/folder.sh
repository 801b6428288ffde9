#!/usr/bin/env bash
# The folder in which every package is tried: a configuration with a ledger in a SQLite file, and a
# notification that LianLian really sent, genuine and with another amount under the same signature. All of
# it is in docs/quickstart-c.md, as does the program in C.
#
#     folder.sh FOLDER            makes it
#     folder.sh FOLDER COMMAND... runs the command there, and fails unless it prints what is expected
set -euo pipefail
folder=$1
shift
quickstart=$(dirname "$0")/../../docs/quickstart-c.md

# A file of the quickstart: its block starts with its language and name.
block() { awk -v start="^\`\`\`[a-z]+ $1\$" '$0 ~ start { on = 1; next } /^```$/ { on = 0 } on' "$quickstart"; }

mkdir -p "$folder"
for file in lianlian.pem config.json body.json shop.c; do
    block "$file" >"$folder/$file"
    [ -s "$folder/$file" ] || { echo "docs/quickstart-c.md has no $file" >&2; exit 1; }
done
sed -i 's/memory:/sqlite:shop.db/' "$folder/config.json"
sed 's/"0.01"/"1.00"/' "$folder/body.json" >"$folder/tampered.json"
if cmp -s "$folder/body.json" "$folder/tampered.json"; then exit 1; fi
[ $# -gt 0 ] || exit 0

rm -f "$folder"/shop.db*
cat >"$folder/expected" <<'TEXT'
paid: 2015101911313905300004
200 {"ret_code":"0000","ret_msg":"ok"}
200 {"ret_code":"0000","ret_msg":"ok"}
403 {"ret_code":"9999","ret_msg":"invalid_signature"}
TEXT
(cd "$folder" && "$@" >printed 2>errors) || { cat "$folder/printed" "$folder/errors" >&2; exit 1; }
diff "$folder/expected" "$folder/printed" >&2 || { cat "$folder/errors" >&2; exit 1; }
[ -s "$folder/shop.db" ] || { echo "no ledger was written" >&2; exit 1; }
