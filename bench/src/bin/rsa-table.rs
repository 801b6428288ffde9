//! RSA verification alone: every tier of the core against OpenSSL's `RSA_verify` and the `rsa`
//! crate, taking turns in one run: `rsa-table FILE ROUNDS` writes the raw figures to FILE.

use std::path::Path;

use ackwell::test_hooks::{Key, tiers};
use ackwell_bench::openssl::OpenSsl;
use ackwell_bench::race::{Contender, race};
use ackwell_bench::runs::{Contests, Runs};
use ackwell_bench::targets::{OPENSSL, RSA_BITS};
use rsa::pkcs8::EncodePublicKey as _;
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::traits::SignatureScheme as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};

const INPUTS: usize = 64;
const PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rounds] = &arguments[..] else {
        panic!("usage: rsa-table FILE ROUNDS")
    };
    let rounds = rounds.parse().expect("a number of rounds");
    let mut contests = Contests::default();
    for bits in RSA_BITS {
        *contests.entry(&bits.to_string()) = contest(bits, rounds);
    }
    contests
        .write(Path::new(file))
        .expect("the figures can be written");
}

fn contest(bits: usize, rounds: usize) -> Runs {
    let mut rng = Weyl(bits as u64);
    let private = RsaPrivateKey::new(&mut rng, bits).expect("a key");
    let public = private.to_public_key();
    let spki = public
        .to_public_key_der()
        .expect("a public key has a DER form");
    let scheme = || Pkcs1v15Sign {
        hash_len: Some(32),
        prefix: PREFIX.into(),
    };
    let inputs: Vec<([u8; 32], Vec<u8>)> = (0..INPUTS)
        .map(|_| {
            let mut hash = [0; 32];
            rng.fill_bytes(&mut hash);
            (hash, private.sign(scheme(), &hash).expect("a signature"))
        })
        .collect();
    let openssl = OpenSsl::from_der(spki.as_bytes());

    let mut contenders = vec![Contender {
        name: OPENSSL.into(),
        job: Box::new(|call| {
            let (hash, signature) = &inputs[call % INPUTS];
            assert!(openssl.verify(false, hash, signature));
        }),
        jobs_per_call: 1,
    }];
    for tier in tiers() {
        let Some(key) = Key::new(spki.as_bytes(), tier) else {
            eprintln!("note: rsa-table: no {tier} for {bits} bits on this machine");
            continue;
        };
        let inputs = &inputs;
        let batch_key = Key::new(spki.as_bytes(), tier).expect("it was there just now");
        contenders.push(Contender {
            name: tier.into(),
            job: Box::new(move |call| {
                let (hash, signature) = &inputs[call % INPUTS];
                assert!(key.verify_sha256(hash, signature));
            }),
            jobs_per_call: 1,
        });
        if tier == "ifma" {
            let claims: Vec<(&[u8], &[u8])> = inputs
                .iter()
                .map(|(hash, signature)| (&hash[..], &signature[..]))
                .collect();
            contenders.push(Contender {
                name: "ifma, eight side by side".into(),
                job: Box::new(move |call| {
                    let claims = &claims[8 * call % INPUTS..][..8];
                    assert_eq!(batch_key.verify_batch_sha256(claims), [true; 8]);
                }),
                jobs_per_call: 8,
            });
        }
    }
    contenders.push(Contender {
        name: "rsa 0.9".into(),
        job: Box::new(|call| {
            let (hash, signature) = &inputs[call % INPUTS];
            assert!(scheme().verify(&public, hash, signature).is_ok());
        }),
        jobs_per_call: 1,
    });

    let times = race(&mut contenders, rounds);
    let mut runs = Runs::default();
    for (contender, times) in contenders.iter().zip(&times) {
        runs.extend(&contender.name, times);
    }
    runs
}

/// A repeatable source of bytes for throwaway keys. Not random: never for a key that matters.
struct Weyl(u64);

impl RngCore for Weyl {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next_u64().to_le_bytes()[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Weyl {}
