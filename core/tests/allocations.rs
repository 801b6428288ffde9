//! From the body to the verified envelope nothing is allocated.
//!
//! A body whose signature does not hold is refused right behind the verification, so what its
//! refusal allocates is what parsing, canonicalisation and verification allocate: nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ackwell::{Code, LianLian, PingPong, Receiver, Request};

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Counts the allocations of each thread.
struct Counting;

// SAFETY: every call is passed on to the system's allocator unchanged; counting touches a
// thread-local of constant initialisation, which allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many allocations a refusal with that code took.
fn allocations(receiver: &Receiver, body: &[u8], code: Code) -> usize {
    let request = Request::new(body).with_peer("115.236.102.36");
    let before = COUNT.with(Cell::get);
    let refusal = receiver.verify(&request).expect_err("the body is forged");
    let after = COUNT.with(Cell::get);
    assert_eq!(refusal.code(), code);
    after - before
}

const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";

#[test]
fn a_lianlian_body_is_verified_without_an_allocation() {
    let receiver = LianLian::builder()
        .public_key(KEY)
        .any_merchant()
        .build()
        .unwrap();
    // A genuine notification whose amount was raised from 0.01.
    let body = r#"{"dt_order":"20151019113144","money_order":"1.00","no_order":"2015101911313905300004","oid_partner":"201507021000394502","oid_paybill":"2015101961256020","pay_type":"1","result_pay":"SUCCESS","settle_date":"20151019","sign":"S/Y48DDrGmTeVwiAbGQ3C6ZmyEeqcXj3R4jq1rm3Tqs447lB+Hk4EehFWit8Jjp+jRvV6tvtJ/XlprMFDfDhCYeLiQZNRStiGd6fmaeoE4PBK3dnABqcxgLGeaCr/ETzUPME4D125cLDfuOnzDASs7RAuUmR1Yc72jqOYagkqq0=","sign_type":"RSA"}"#;
    assert_eq!(
        allocations(&receiver, body.as_bytes(), Code::InvalidSignature),
        0
    );
    let escaped = body.replace(
        "\"pay_type\":\"1\"",
        r#""info_order":"\u7528\u6237 \/ 3","pay_type":"1""#,
    );
    assert_eq!(
        allocations(&receiver, escaped.as_bytes(), Code::InvalidSignature),
        0
    );
    // As long as the documentation allows, in three bytes a character.
    let order = format!(r#""info_order":"{}","pay_type":"1""#, "用".repeat(255));
    let long = body.replace("\"pay_type\":\"1\"", &order);
    assert_eq!(
        allocations(&receiver, long.as_bytes(), Code::InvalidSignature),
        0
    );
}

#[test]
fn a_pingpong_body_is_verified_without_an_allocation() {
    let receiver = PingPong::builder()
        .salt("throwaway")
        .client_id("2018092714313010016")
        .acc_id("2018092714313010016291")
        .any_source()
        .build()
        .unwrap();
    let content = r#"{\"notifyType\":\"RECHARGE\",\"amount\":\"200.000000\",\"currency\":\"USD\",\"merchantTransactionId\":\"m-1\",\"transactionId\":\"t-1\",\"status\":\"SUCCESS\",\"paymentMethod\":{\"type\":\"scheme\"},\"cardInfo\":{\"expireMonth\":12}}"#;
    let long = content.replacen(
        '{',
        &format!(r#"{{\"remark\":\"{}\","#, "x".repeat(1500)),
        1,
    );
    for content in [content, &long] {
        let body = format!(
            r#"{{"accId":"2018092714313010016291","bizContent":"{content}","clientId":"2018092714313010016","code":"000000","description":"Transaction succeeded","sign":"{}","signType":"SHA256"}}"#,
            "0".repeat(64),
        );
        // With blank values there are two texts to try.
        let blank = body.replace(
            r#""code":"000000","description":"Transaction succeeded""#,
            r#""code":"","description":" ""#,
        );
        assert_ne!(blank, body);
        for body in [&body, &blank] {
            assert_eq!(
                allocations(&receiver, body.as_bytes(), Code::InvalidSignature),
                0
            );
        }
    }
}

#[test]
fn the_counter_counts() {
    let before = COUNT.with(Cell::get);
    let text = std::hint::black_box(String::from("x"));
    assert_eq!(COUNT.with(Cell::get) - before, 1);
    drop(text);
}
