// Go contestant: encoding/json and crypto/rsa.
package main

import (
	"bufio"
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

const ack = `{"ret_code":"0000","ret_msg":"ok"}`

type corpus struct {
	PublicKey string   `json:"public_key"`
	Digest    string   `json:"digest"`
	Bodies    []string `json:"bodies"`
}

var key *rsa.PublicKey
var useMD5 bool
var bodies [][]byte

func job(body []byte) string {
	members := map[string]string{}
	if json.Unmarshal(body, &members) != nil {
		return ""
	}
	names := make([]string, 0, len(members))
	for name, value := range members {
		if name != "sign" && value != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var text strings.Builder
	for index, name := range names {
		if index > 0 {
			text.WriteByte('&')
		}
		text.WriteString(name)
		text.WriteByte('=')
		text.WriteString(members[name])
	}
	sign, err := base64.StdEncoding.DecodeString(members["sign"])
	if err != nil {
		return ""
	}
	if useMD5 {
		sum := md5.Sum([]byte(text.String()))
		err = rsa.VerifyPKCS1v15(key, crypto.MD5, sum[:], sign)
	} else {
		sum := sha256.Sum256([]byte(text.String()))
		err = rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sign)
	}
	if err != nil {
		return ""
	}
	return ack
}

func run(first, step, times int) {
	for range times {
		for index := first; index < len(bodies); index += step {
			if job(bodies[index]) != ack {
				os.Exit(1)
			}
		}
	}
}

func main() {
	raw, err := os.ReadFile(os.Args[len(os.Args)-1])
	if err != nil {
		panic(err)
	}
	var corpus corpus
	if err := json.Unmarshal(raw, &corpus); err != nil {
		panic(err)
	}
	block, _ := pem.Decode([]byte(corpus.PublicKey))
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		panic(err)
	}
	key = parsed.(*rsa.PublicKey)
	useMD5 = corpus.Digest == "MD5"
	for _, body := range corpus.Bodies {
		bodies = append(bodies, []byte(body))
	}
	run(0, 1, 1)
	fmt.Println("ready")
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var threads, repeat int
		if n, _ := fmt.Sscanf(input.Text(), "pass %d %d", &threads, &repeat); n == 2 {
			start := time.Now()
			var group sync.WaitGroup
			for first := 0; first < threads; first++ {
				group.Add(1)
				go func() { defer group.Done(); run(first, threads, repeat) }()
			}
			group.Wait()
			fmt.Println(time.Since(start).Nanoseconds())
			continue
		}
		times := make([]int64, len(bodies))
		for index := range bodies {
			start := time.Now()
			run(index, len(bodies), 1)
			times[index] = time.Since(start).Nanoseconds()
		}
		sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
		fmt.Println(times[len(times)/2], times[len(times)*99/100])
	}
}
