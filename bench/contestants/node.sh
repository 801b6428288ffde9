# node:crypto.
command -v node >/dev/null || need_packages nodejs
contestant "Node, JSON.parse + node:crypto" node bench/peers/peer.mjs
version "Node $(node --version)"
