//! Messages that LianLian really signed, and its documentation's samples, which do not verify.
//!
//! Only those that may be committed; the others are tested from outside the repository.

use super::{Topic, lianlian, lianlian_config, refused_key};
use crate::keys;
use crate::samples::OID_PARTNER;
use crate::sign::Members;

/// Quoted in the documentation's payment sample.
const PLACEHOLDER: &str = "ZPZULntRpJwFmGNIVKwjLEF2Tze7bqs60rxQ22CqT5J1UlvGo575QK9z/+p+7E9cOoRoWzqR6xHZ6WVv3dloyGKDR0btvrdqPgUAoeaX/YOWzTh00vwcQ+HBtXE+vPTfAqjCTxiiSJEOY7ATCF1q7iP3sfQxhS0nDUug1LP3OLk=";

const R1: &str = r#"{"bank_code":"98000008","dt_order":"20161017154209","money_order":"0.01","no_order":"1dd1ea7523daa43c8efd7538e25c0171","oid_partner":"201609211001116515","oid_paybill":"2016101784354400","pay_type":"O","result_pay":"SUCCESS","settle_date":"20161017","sign":"W8Wjd1UcTbU424U+qRbU5CxFMFrJEuChwrweDG7i9lkBMT88NNJ8hkwOC+lyyGZEjniF8QX1xlQ0V0BnAZSFMD/RKSce/Vb4SJJ0C4QubMKqy3Qs0jITmLKuPQpmolCKVMskoeRJaWFMlT6OOG5D/6B+UBsyRv/2C0l+wJLyyzI=","sign_type":"RSA"}"#;

const N3: &str = r#"{"dt_order":"20151019113144","money_order":"0.01","no_order":"2015101911313905300004","oid_partner":"201507021000394502","oid_paybill":"2015101961256020","pay_type":"1","result_pay":"SUCCESS","settle_date":"20151019","sign":"S/Y48DDrGmTeVwiAbGQ3C6ZmyEeqcXj3R4jq1rm3Tqs447lB+Hk4EehFWit8Jjp+jRvV6tvtJ/XlprMFDfDhCYeLiQZNRStiGd6fmaeoE4PBK3dnABqcxgLGeaCr/ETzUPME4D125cLDfuOnzDASs7RAuUmR1Yc72jqOYagkqq0=","sign_type":"RSA"}"#;

const KAT_DOC_ADD_SIGN: &str = r#"{"card_no":"403392******1234","oid_partner":"201408071000001543","sign":"nOfov/bBLyl0cBTYR5m8pKcn1X5+OUuiNmCR3QlnDWGoMNmVopdJUYUXlr7xBR2FZ+kJGjHYHqg8K3NTXQPHN5UY4brNhuC8Xv6kDaJ8Pc4XsO4os7VUd53cqew+CX9IzBSkQ9u8tldSTfqNyX1Stp3+zBNwD7IC3JBKKtmHdb4=","sign_type":"RSA"}"#;

const NEG_DOC_VERIFY_SIGN: &str = r#"{"bank_code":"01020000","dt_order":"20180518102511","money_order":"0.01","no_order":"1526610305612","oid_partner":"201103171000000000","oid_paybill":"2018051845781369","pay_type":"P","result_pay":"SUCCESS","settle_date":"20180518","sign":"fh5bg2w6fvsUsgt+Qo+gl9s+6okHOL186+Mr+DW8eNQJyEwI98RHIFO6/XApGgcdwXPfKevTPAyymlK1Q0F6DmIkMSGSUL2u1SM7CZCU7mPdD8xDUAin83TnH0WdTO+AJj55HpQDkEpExrmEdGQPbVpuepnUOB0fLFX3cSiFqVU=","sign_type":"RSA"}"#;

pub(super) fn topic() -> Topic {
    let section = Members::default()
        .with("public_keys", vec![keys::LIANLIAN_PLATFORM])
        .with(
            "merchant_ids",
            vec!["201609211001116515", "201507021000394502", OID_PARTNER],
        )
        .with("sources", "published");
    let mut topic = Topic::new(
        "genuine",
        "Messages that LianLian signed with its real key, and samples of its documentation that \
         must fail. The platform key is the one that its public demo programs verify with.",
    )
    .config("lianlian", lianlian_config(&section));
    topic.add(
        lianlian(
            "R1",
            "a real notification; pay_type O is undocumented. Source: the spec folder of ll_pay, \
             a Ruby gem under the MIT licence; the body is rebuilt in sorted order from the \
             spec's string and signature",
            R1,
        )
        .config("lianlian")
        .flag("genuine")
        .says("order_no", "1dd1ea7523daa43c8efd7538e25c0171")
        .says("amount/value", "0.01")
        .accepted(),
    );
    topic.add(
        lianlian(
            "N3",
            "a real notification, byte for byte; no info_order, no bank_code. Source: a \
             notification quoted in public Java source",
            N3,
        )
        .config("lianlian")
        .flag("genuine")
        .says("order_no", "2015101911313905300004")
        .accepted(),
    );
    topic.add(
        lianlian(
            "N3-other-amount",
            "the same with another amount",
            N3.replace("\"0.01\"", "\"0.10\""),
        )
        .config("lianlian")
        .flag("forged")
        .refused("invalid_signature"),
    );
    topic.add(
        lianlian(
            "KAT-doc-add-sign",
            "the documentation's page `Add Sign`: a request that the demo merchant signed, so the \
             platform's key does not vouch for it",
            KAT_DOC_ADD_SIGN,
        )
        .config("lianlian")
        .flag("documentation")
        .refused("invalid_signature"),
    );
    topic.add(refused_key(
        "KAT-doc-add-sign-key",
        "the key that does vouch for it is refused: its private half is printed in public demos",
        keys::LIANLIAN_DEMO_MERCHANT,
    ));
    topic.add(
        lianlian(
            "NEG-doc-verify-sign",
            "the documentation's page `Verify Sign`: a genuine signature over a body that was \
             edited afterwards",
            NEG_DOC_VERIFY_SIGN,
        )
        .config("lianlian")
        .flag("documentation")
        .refused("invalid_signature"),
    );
    let payment = crate::samples::payment().with("sign", PLACEHOLDER);
    topic.add(
        lianlian(
            "NEG-seed-payment",
            "source document 001: a placeholder signature",
            payment.compact(),
        )
        .config("lianlian")
        .flag("documentation")
        .refused("invalid_signature"),
    );
    let exchange = crate::samples::exchange_payment(crate::samples::Spelling::Sample)
        .with("sign", PLACEHOLDER);
    topic.add(
        lianlian(
            "NEG-seed-exchange",
            "source document 003: the same placeholder",
            exchange.compact(),
        )
        .config("lianlian")
        .flag("documentation")
        .refused("invalid_signature"),
    );
    topic
}
