# The wheel, as pip installs it, and cryptography with json and with orjson.
. bindings/python/env.sh
build_wheel
newest=$(find_interpreters | awk '$2 == "gil" { path = $3 } END { print path }')
new_environment "$newest" "$work/python"
"$work/python/bin/pip" install --quiet --no-index --find-links "$python_work/wheel" ackwell
"$work/python/bin/pip" install --quiet --requirement bench/peers/requirements.txt
python="$work/python/bin/python bench/peers/peer.py"
contestant "ackwell, Python" "$python" ackwell
contestant "ackwell, Python, with a shop's questions" "$python" questions
endpoint "FastAPI" "$work/python/bin/python bench/peers/endpoint.py"
first "ackwell, Python" "$work/python/bin/python bench/peers/first.py"
contestant "Python, json + cryptography" "$python" json
contestant "Python, orjson + cryptography" "$python" orjson
version "$("$work/python/bin/python" --version), cryptography $("$work/python/bin/pip" show cryptography | sed -n 's/^Version: //p')"
