# encoding/json and crypto/rsa.
need_commands go=golang-go
go build -o "$work/go-peer" bench/peers/peer.go
contestant "Go, encoding/json + crypto/rsa" "$work/go-peer"
version "$(go version)"
