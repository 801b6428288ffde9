# encoding/json and crypto/rsa.
command -v go >/dev/null || need_packages golang-go
go build -o "$work/go-peer" bench/peers/peer.go
contestant "Go, encoding/json + crypto/rsa" "$work/go-peer"
version "$(go version)"
