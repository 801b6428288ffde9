# The packages, as npm installs them, and JSON.parse with node:crypto.
need_commands node=nodejs npm strip=binutils
. bindings/node/env.sh
build_packages
new_application "$work/node" express@5.3.0
cp bench/peers/{ackwell,passes,first,endpoint}.mjs bindings/node/test/event-loop.mjs "$work/node/"
contestant "ackwell, Node" node "$work/node/ackwell.mjs"
contestant "ackwell, Node, with a shop's questions" node "$work/node/ackwell.mjs" questions
endpoint "Express" node "$work/node/endpoint.mjs"
first "ackwell, Node" node "$work/node/first.mjs"
delay "ackwell, Node" node "$work/node/event-loop.mjs"
contestant "Node, JSON.parse + node:crypto" node bench/peers/peer.mjs
version "Node $(node --version)"
