//! Project Wycheproof's RSA PKCS#1 v1.5 verification sets, on every tier that suits the key.

use super::PublicKey;
use crate::signature::digest::Digest;
use crate::signature::public_operation::Tier;
use wycheproof::rsa_pkcs1_verify::{TestFlag, TestName, TestSet};
use wycheproof::{HashFunction, TestResult};

/// Where the verdict here is not Wycheproof's: the flag, what is done here, and why.
///
/// A case that is `acceptable` there must carry one of these flags, and every flag here must
/// occur.
const EXCEPTIONS: [(TestFlag, bool, &str); 1] = [(
    TestFlag::MissingNull,
    false,
    "a DigestInfo without NULL parameters is not the block that RFC 8017 9.2 prescribes, \
     LianLian has never sent one, and the block is compared as a whole",
)];

/// Digests that the platform does not use and that are not taken here. Their sets are run too:
/// what they hold is not a signature with SHA-256, but for the case in each of them that says so.
const FOREIGN: [HashFunction; 9] = [
    HashFunction::Sha2_224,
    HashFunction::Sha2_384,
    HashFunction::Sha2_512,
    HashFunction::Sha2_512_224,
    HashFunction::Sha2_512_256,
    HashFunction::Sha3_224,
    HashFunction::Sha3_256,
    HashFunction::Sha3_384,
    HashFunction::Sha3_512,
];

/// The comment of those cases. They are invalid in their own set, and sound here.
const SHA_256_AFTER_ALL: &str = "The message is hashed with SHA-256 instead of ";

#[test]
fn wycheproof_holds_on_every_tier() {
    let (mut cases, mut native, mut excepted) = (0, 0, 0);
    let mut tiers_run = std::collections::HashMap::new();
    for name in TestName::all() {
        let set = TestSet::load(name).expect("the crate brings its sets");
        let in_set: usize = set.test_groups.iter().map(|group| group.tests.len()).sum();
        assert_eq!(in_set, set.number_of_tests, "{name:?}");
        cases += in_set;
        for group in set.test_groups {
            let foreign = FOREIGN.contains(&group.hash);
            assert!(
                foreign || group.hash == HashFunction::Sha2_256,
                "{:?}",
                group.hash
            );
            let spellings = [&group.der[..], &group.asn_key[..], group.pem.as_bytes()];
            let keys = spellings.map(|text| PublicKey::parse(text).expect("a sound key"));
            assert_eq!(keys[0].bits(), group.key_size);
            assert!(
                keys.iter()
                    .all(|key| key.spki_sha256() == keys[0].spki_sha256())
            );

            for tier in Tier::ALL {
                let Some(key) = PublicKey::with_tier(&group.der, tier).unwrap() else {
                    continue;
                };
                *tiers_run.entry(tier).or_insert(0) += group.tests.len();
                for test in &group.tests {
                    let exception = EXCEPTIONS
                        .iter()
                        .find(|(flag, ..)| test.flags.contains(flag));
                    let expected = match (test.result, exception) {
                        _ if foreign => test.comment.starts_with(SHA_256_AFTER_ALL),
                        (_, Some((_, verdict, _))) => *verdict,
                        (TestResult::Valid, None) => true,
                        (TestResult::Invalid, None) => false,
                        (TestResult::Acceptable, None) => panic!("an exception nobody wrote down"),
                    };
                    excepted += usize::from(!foreign && exception.is_some());
                    native += usize::from(!foreign);
                    let hashed = Digest::Sha256.hash(&test.msg);
                    let verdict = key.verify(Digest::Sha256, hashed.as_bytes(), &test.sig);
                    assert_eq!(
                        verdict.is_ok(),
                        expected,
                        "{name:?} case {} ({}) on {tier:?}",
                        test.tc_id,
                        test.comment
                    );
                }
            }
        }
    }
    println!("{cases} cases, {native} of them with SHA-256, {tiers_run:?}");
    // What Wycheproof 0.7 brings. A new release may bring more, and then these lines say so.
    assert_eq!(cases, 6202);
    assert_eq!(tiers_run[&Tier::General], cases);
    // All but the 8192-bit sets and the keys with the exponent 3.
    assert_eq!(tiers_run[&Tier::Portable], 5421);
    assert!(excepted >= 4, "every exception occurs");
}
