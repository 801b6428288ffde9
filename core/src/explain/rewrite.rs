//! What frameworks, filters and gateways do to a text, each with the way back.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::cause::Cause;

/// One way back: what the text was before, or `None` where that is the same text.
pub(crate) struct Rewrite {
    pub(crate) cause: Cause,
    pub(crate) undo: fn(&str) -> Option<String>,
}

const fn way(cause: Cause, undo: fn(&str) -> Option<String>) -> Rewrite {
    Rewrite { cause, undo }
}

/// The ways back for any text, the most common ones first.
pub(crate) static OF_TEXTS: &[Rewrite] = &[
    way(Cause::HtmlEscaped, unescape_html),
    way(Cause::UrlDecoded, |text| encode(text, COMPONENT, "%20")),
    way(Cause::UrlEncoded, |text| decode(text, false)),
    way(Cause::UrlEncoded, |text| decode(text, true)),
    way(Cause::PlusBecameSpace, |text| replaced(text, " ", "+")),
    way(Cause::SpaceBecamePlus, |text| replaced(text, "+", " ")),
    way(Cause::LineEnds, |text| replaced(text, "\r\n", "\n")),
    way(Cause::LineEnds, |text| replaced(text, "\n", "\r\n")),
    way(Cause::LineEnds, |text| replaced(text, "\n", "\r")),
    way(Cause::LineEnds, |text| replaced(text, "\r", "\n")),
    way(Cause::BlanksAdded, |text| {
        other(text, text.trim().to_owned())
    }),
    way(Cause::BlanksTrimmed, |text| Some(format!("{text} "))),
    way(Cause::BlanksTrimmed, |text| Some(format!(" {text}"))),
    way(Cause::BlanksTrimmed, |text| Some(format!(" {text} "))),
    way(Cause::BlanksTrimmed, |text| Some(format!("{text}\n"))),
    way(Cause::BlanksTrimmed, |text| Some(format!("{text}\r\n"))),
    way(Cause::BlanksTrimmed, |text| Some(format!("{text}\t"))),
    way(Cause::BlanksTrimmed, |text| Some(format!("{text}\u{3000}"))),
    way(Cause::BlanksTrimmed, |text| replaced(text, " ", "  ")),
    way(Cause::Mojibake, without_mojibake),
    way(Cause::EscapedTwice, unescape_json),
    way(Cause::HtmlUnescaped, |text| {
        escape_html(text, "&quot;", "&#39;")
    }),
    way(Cause::HtmlUnescaped, |text| {
        escape_html(text, "&#34;", "&#39;")
    }),
    way(Cause::HtmlUnescaped, |text| {
        escape_html(text, "&quot;", "&#x27;")
    }),
    way(Cause::HtmlUnescaped, |text| {
        escape_html(text, "&quot;", "&apos;")
    }),
    way(Cause::HtmlUnescaped, |text| {
        escape_html(text, "&quot;", "'")
    }),
    way(Cause::HtmlUnescaped, |text| replaced(text, "&", "&amp;")),
    way(Cause::UrlDecoded, |text| encode(text, FORM, "+")),
    way(Cause::UrlDecoded, |text| encode(text, NOT_ASCII, " ")),
    way(Cause::UrlDecoded, |text| {
        encode(text, COMPONENT, "%20").map(|text| lower_hex(&text))
    }),
];

/// The ways back for a number, wherever it is.
pub(crate) static OF_NUMBERS: &[Rewrite] = &[
    way(Cause::NumbersRewritten, decimals::<2>),
    way(Cause::NumbersRewritten, without_zeros),
    way(Cause::NumbersRewritten, decimals::<1>),
    way(Cause::NumbersRewritten, decimals::<6>),
    way(Cause::NumbersRewritten, decimals::<3>),
    way(Cause::NumbersRewritten, decimals::<4>),
    way(Cause::NumbersRewritten, decimals::<5>),
    way(Cause::NumbersRewritten, decimals::<8>),
    way(Cause::NumbersRewritten, |text| grouped(text, ',')),
    way(Cause::NumbersRewritten, |text| leading_zeros(text, "0")),
    way(Cause::NumbersRewritten, |text| leading_zeros(text, "00")),
    way(Cause::NumbersRewritten, |text| leading_zeros(text, "000")),
];

fn other(text: &str, rewritten: String) -> Option<String> {
    (rewritten != text).then_some(rewritten)
}

fn replaced(text: &str, from: &str, to: &str) -> Option<String> {
    text.contains(from).then(|| text.replace(from, to))
}

/// What `encodeURIComponent` and its like leave alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b' ');
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b' ');
const NOT_ASCII: &AsciiSet = percent_encoding::CONTROLS;

fn encode(text: &str, set: &'static AsciiSet, blank: &str) -> Option<String> {
    let encoded = utf8_percent_encode(text, set).to_string();
    other(text, encoded.replace(' ', blank))
}

fn lower_hex(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut left = 0;
    for character in text.chars() {
        lower.push(if left > 0 {
            character.to_ascii_lowercase()
        } else {
            character
        });
        left = if character == '%' {
            2
        } else {
            usize::saturating_sub(left, 1)
        };
    }
    lower
}

pub(crate) fn decode(text: &str, plus_is_space: bool) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let spaced = if plus_is_space {
        text.replace('+', " ")
    } else {
        text.to_owned()
    };
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    other(text, decoded.into_owned())
}

const ENTITIES: &[(&str, &str)] = &[
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#x22;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&#039;", "'"),
    ("&apos;", "'"),
    ("&#43;", "+"),
    ("&#x2B;", "+"),
    ("&#x2b;", "+"),
    ("&#47;", "/"),
    ("&#x2F;", "/"),
    ("&#x2f;", "/"),
    ("&#61;", "="),
    ("&#x3D;", "="),
    ("&#x3d;", "="),
    ("&nbsp;", "\u{a0}"),
    ("&amp;", "&"),
];

pub(crate) fn unescape_html(text: &str) -> Option<String> {
    if !text.contains('&') {
        return None;
    }
    let mut plain = text.to_owned();
    for (entity, character) in ENTITIES {
        plain = plain.replace(entity, character);
    }
    other(text, plain)
}

fn escape_html(text: &str, double: &str, single: &str) -> Option<String> {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', double)
        .replace('\'', single);
    other(text, escaped)
}

/// The text whose JSON escapes this is.
fn unescape_json(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let plain: String = serde_json::from_str(&format!("\"{text}\"")).ok()?;
    other(text, plain)
}

/// What Windows-1252 has where Latin-1 has control characters, from 80 on.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

/// The text of which UTF-8 was read as Latin-1 or Windows-1252.
fn without_mojibake(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let byte = |character: char| {
        if let Ok(byte) = u8::try_from(u32::from(character)) {
            return Some(byte);
        }
        let place = WINDOWS_1252.iter().position(|known| *known == character)?;
        u8::try_from(0x80 + place).ok()
    };
    let bytes: Vec<u8> = text.chars().map(byte).collect::<Option<_>>()?;
    other(text, String::from_utf8(bytes).ok()?)
}

/// What GBK makes of the first two bytes of a Chinese character in UTF-8.
const GBK_OF_UTF8: &str = "\
    妗妞妤妫妯妲妾姊姒姗姘姝姣姹娅娆娈娉娌娑娓娣娲娴娼婀婊婕婢婧婵宀宄宓宕宥宸寤寮寰搴杈杌杓\
    杞杩棣棰椁椋椐椤椴椹楂楗楝楠楣楦楫楱楸楹榀榄榇榈榉榘榛榧榫榭榻槌槎洄洇洌洎洙洚洧洫洮洳洵\
    洹浃浈浍浏浒浔浜浞浠浣浯浼涑涓涔涞涠淇渚澧澶澹濂濉濞濠濡濮濯瀚瀛瀣瀵瀹灏灞琚琛瑁瑕瑗瑙瑜\
    瑭瑷瑾璀璁璇璋璎璐璜璞璧璨璩璺瓒甯纭纰纾绀绁绂绉绋绌绐绔绗绛绠绡绨绫绮绯绱绲绶绺绻绾缁缂\
    缃缇缈缍褰蹇鋩鋪鋫鋬鋭鋮鋯鋰鋱鋲鋳鋴鋵鋶鋷鋸鋹鋺鋻鋼鋽鋾鋿錀錁錂錃錄錅錆錇錈錉鍊鍋鍌鍍鍎\
    鍏鍐鍑鍒鍓鍔鍕鍖鍗鍘鍙鍚鍛鍜鍝鍞鍟鍠鍡鍢鍣鍤鍥鍦鍧鍨鍩鍫鎬鎭鎮鎯鎰鎱鎲鎳鎴鎵鎶鎷鎸鎹鎺鎻\
    鎼鎽鎾鎿鏀鏁鏂鏃鏄鏅鏆鏇鏈鏉鏋鏌鏍鐎鐏鐐鐑鐒鐓鐔鐕鐖鐗鐘鐙鐚鐛鐜鐝鐞鐟鐠鐡鐢鐣鐤鐥鐦鐧鐨\
    鐩鐪鐫鐬鐭鐮鑰鑱鑲鑳鑴鑵鑶鑷鑸鑹鑺鑻鑼鑽鑾鑿钀钁钂钃钄钑钖钘铇铏铓铔铚铦铻锜锠閫閬閭閮閯\
    閰閱閲閳閴閵閶閷閸閹閺閻閼閽閾閿闀闁闂闃闄闅闆闇闈闉闊闋韪韫韬骞";

/// Whether a text looks as if UTF-8 had been read as GBK: of Chinese text, every third character
/// is then one of few.
pub(crate) fn looks_like_mojibake_of_gbk(text: &str) -> bool {
    let wide = text.chars().filter(|c| u32::from(*c) >= 0x2e80).count();
    let odd = text.chars().filter(|c| GBK_OF_UTF8.contains(*c)).count();
    odd >= 2 && odd * 4 >= wide
}

/// Whether characters seem to have been replaced by what an encoding has in their place.
pub(crate) fn has_lost_characters(text: &str) -> bool {
    text.contains('\u{fffd}') || text.contains("??")
}

/// A number in plain digits, with those after the point.
fn plain(text: &str) -> Option<(String, String)> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((whole, after)) = text.split_once('.')
        && !whole.is_empty()
        && digits(whole)
        && digits(after)
    {
        return Some((whole.to_owned(), after.to_owned()));
    }
    if !text.is_empty() && digits(text) {
        return Some((text.to_owned(), String::new()));
    }
    let exponent = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(['e', 'E']);
    if exponent && text.len() < 32 {
        let number: f64 = text.parse().ok()?;
        if (0.0..1e17).contains(&number) {
            let written = format!("{number}");
            let (whole, after) = written.split_once('.').unwrap_or((&written, ""));
            return Some((whole.to_owned(), after.to_owned()));
        }
    }
    None
}

fn decimals<const N: usize>(text: &str) -> Option<String> {
    let (whole, after) = plain(text)?;
    let after = after.trim_end_matches('0');
    (after.len() <= N)
        .then(|| format!("{whole}.{after:0<N$}"))
        .and_then(|new| other(text, new))
}

fn without_zeros(text: &str) -> Option<String> {
    let (whole, after) = plain(text)?;
    let after = after.trim_end_matches('0');
    let point = if after.is_empty() { "" } else { "." };
    other(text, format!("{whole}{point}{after}"))
}

fn grouped(text: &str, separator: char) -> Option<String> {
    text.starts_with(|c: char| c.is_ascii_digit())
        .then(|| replaced(text, separator.encode_utf8(&mut [0; 4]), ""))
        .flatten()
}

fn leading_zeros(text: &str, zeros: &str) -> Option<String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| format!("{zeros}{text}"))
}

/// Whether it is a number that JSON or a program could write.
pub(crate) fn is_number(text: &str) -> bool {
    plain(text).is_some() || plain(&text.replace(',', "")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_leads_back() {
        let back = |ways: &[Rewrite], cause: Cause, text: &str, before: &str| {
            let found = ways.iter().filter(|way| way.cause == cause);
            let found: Vec<_> = found.filter_map(|way| (way.undo)(text)).collect();
            assert!(
                found.iter().any(|text| text == before),
                "{cause:?} {text}: {found:?}"
            );
        };
        for (cause, text, before) in [
            (Cause::HtmlEscaped, "a &amp; &quot;b&quot;", "a & \"b\""),
            (Cause::HtmlUnescaped, "a & b", "a &amp; b"),
            (Cause::UrlEncoded, "a%20b%2B", "a b+"),
            (Cause::UrlEncoded, "a+b%2B", "a b+"),
            (Cause::UrlDecoded, "桶", "%E6%A1%B6"),
            (Cause::UrlDecoded, "a b+", "a+b%2B"),
            (Cause::PlusBecameSpace, "1 2", "1+2"),
            (Cause::LineEnds, "a\nb", "a\r\nb"),
            (Cause::BlanksTrimmed, "a", "a "),
            (Cause::BlanksAdded, " a ", "a"),
            (Cause::Mojibake, "æ¡¶", "桶"),
            (Cause::Mojibake, "ç”¨", "用"),
            (Cause::EscapedTwice, "\\u6876\\/", "桶/"),
        ] {
            back(OF_TEXTS, cause, text, before);
        }
        for (text, before) in [
            ("10.0", "10.00"),
            ("10", "10.00"),
            ("10.00", "10"),
            ("1.0E1", "10.00"),
            ("6.6600", "6.66"),
            ("1,000.00", "1000.00"),
            ("1020000", "01020000"),
            ("200.0", "200.000000"),
        ] {
            back(OF_NUMBERS, Cause::NumbersRewritten, text, before);
        }
    }

    #[test]
    fn chinese_that_was_read_as_gbk_is_told_from_chinese() {
        // iconv -f GBK -t UTF-8 over the UTF-8 bytes of the documents' sample.
        assert!(looks_like_mojibake_of_gbk(
            "鐢ㄦ埛13958069593璐拱浜�3妗剁窘姣涚悆"
        ));
        assert!(!looks_like_mojibake_of_gbk(
            "用户13958069593购买了3桶羽毛球"
        ));
        assert!(!looks_like_mojibake_of_gbk("短信已下发，需验证短信验证码"));
    }
}
