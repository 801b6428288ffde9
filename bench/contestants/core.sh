# The core, one after the other and in batches; what Rust's usual crates give; OpenSSL alone.
contestant "ackwell, Rust" "$programs/contestant" core
contestant "ackwell, Rust, with a shop's questions" "$programs/contestant" core-questions
contestant "ackwell, Rust, batches of 64" "$programs/contestant" core-batch
contestant "OpenSSL RSA_verify" "$programs/contestant" openssl
contestant "Rust, serde_json + rsa" "$programs/contestant" serde-rsa
