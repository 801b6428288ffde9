# node:crypto.
need_commands node=nodejs
contestant "Node, JSON.parse + node:crypto" node bench/peers/peer.mjs
version "Node $(node --version)"
