//! `Native.g.cs`: the P/Invoke declarations of the C# package, from the items of the C header.

use minijinja::{Value, context};

use crate::generate::templates::render;
use crate::generate::{camel, pascal};

/// Objects that C# owns, each in its own `SafeHandle` class.
const OWNED: &[&str] = &["receiver", "ledger", "notification", "receipt", "outcome"];

/// The file, from the header's items without their comments.
///
/// # Errors
///
/// An item, or a type, that has no form in C# here.
pub(super) fn emit(items: &[String]) -> Result<String, String> {
    let items = items
        .iter()
        .map(String::as_str)
        .filter(|item| item.starts_with("#define ") || !item.starts_with('#'))
        .map(Item::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let types = Types::of(&items);
    Ok(render(
        "Native.cs",
        include_str!("../../templates/Native.cs.j2"),
        context! {
            constants => constants(&items),
            enums => enums(&items),
            structs => types.structs(&items)?,
            handles => types.handles(&items)?,
            functions => types.functions(&items)?,
            calls => types.calls(&items)?,
        },
    ))
}

/// One item of the header.
enum Item<'h> {
    Constant(&'h str, &'h str),
    Enum(&'h str, Vec<(&'h str, &'h str)>),
    Opaque(&'h str),
    Struct(&'h str, Vec<Declared<'h>>),
    Callback(&'h str),
    Function(Declared<'h>, Vec<Declared<'h>>),
}

/// A name with its type: `const char *name`, `uint64_t times`, `char value[24]`.
struct Declared<'h> {
    is_const: bool,
    kind: &'h str,
    pointers: usize,
    name: &'h str,
    count: Option<&'h str>,
}

impl<'h> Declared<'h> {
    fn parse(text: &'h str) -> Result<Self, String> {
        let text = text.trim();
        let stripped = text.strip_prefix("const ");
        let is_const = stripped.is_some();
        let text = stripped.unwrap_or(text);
        let misread = || format!("what does this declare? {text}");
        let (before, count) = match text.strip_suffix(']') {
            Some(array) => {
                let (before, count) = array.split_once('[').ok_or_else(misread)?;
                (before, Some(count))
            }
            None => (text, None),
        };
        let start = before.rfind([' ', '*']).ok_or_else(misread)? + 1;
        let (kind, name) = before.split_at(start);
        Ok(Declared {
            is_const,
            kind: kind.trim_end_matches([' ', '*']),
            pointers: kind.matches('*').count(),
            name,
            count,
        })
    }
}

impl<'h> Item<'h> {
    fn parse(item: &'h str) -> Result<Self, String> {
        let misread = || format!("what is this item? {item}");
        if let Some(constant) = item.strip_prefix("#define ") {
            let (name, value) = constant.split_once(' ').ok_or_else(misread)?;
            return Ok(Item::Constant(name, value));
        }
        let item = item.trim_end_matches(';');
        if let Some((body, name)) = body_of(item, "typedef enum {") {
            let entry = |entry: &'h str| entry.split_once(" = ").ok_or_else(misread);
            let entries = parts(body, ',').map(entry).collect::<Result<_, _>>()?;
            return Ok(Item::Enum(name, entries));
        }
        if let Some((body, name)) = body_of(item, "typedef struct {") {
            let fields = parts(body, ';').map(Declared::parse);
            return Ok(Item::Struct(name, fields.collect::<Result<_, _>>()?));
        }
        if let Some(named) = item.strip_prefix("typedef struct ") {
            let name = named.split(' ').next().ok_or_else(misread)?;
            return Ok(Item::Opaque(name));
        }
        if item.starts_with("typedef ") {
            let pointer = item.split("(*").nth(1).ok_or_else(misread)?;
            let name = pointer.split(')').next().ok_or_else(misread)?;
            return Ok(Item::Callback(name));
        }
        let (head, parameters) = item
            .strip_suffix(')')
            .and_then(|item| item.split_once('('))
            .ok_or_else(misread)?;
        let parameters = parts(parameters, ',').filter(|parameter| *parameter != "void");
        Ok(Item::Function(
            Declared::parse(head)?,
            parameters.map(Declared::parse).collect::<Result<_, _>>()?,
        ))
    }
}

/// What is between the braces of an item that opens so, and its name.
fn body_of<'h>(item: &'h str, opening: &str) -> Option<(&'h str, &'h str)> {
    let (body, name) = item.strip_prefix(opening)?.rsplit_once('}')?;
    Some((body, name.trim()))
}

fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    text.split(separator)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The types that the header declares, by what they become in C#.
struct Types<'h> {
    enums: Vec<&'h str>,
    structs: Vec<&'h str>,
    opaque: Vec<&'h str>,
    callbacks: Vec<&'h str>,
}

impl<'h> Types<'h> {
    fn of(items: &[Item<'h>]) -> Self {
        let mut types = Types {
            enums: Vec::new(),
            structs: Vec::new(),
            opaque: Vec::new(),
            callbacks: Vec::new(),
        };
        for item in items {
            match item {
                Item::Enum(name, _) => types.enums.push(name),
                Item::Struct(name, _) => types.structs.push(name),
                Item::Opaque(name) => types.opaque.push(name),
                Item::Callback(name) => types.callbacks.push(name),
                Item::Constant(..) | Item::Function(..) => {}
            }
        }
        types
    }

    /// A type as C# writes it. `handle` is whether an owned object is passed as its `SafeHandle`.
    fn shown(&self, declared: &Declared<'_>, handle: bool) -> Result<String, String> {
        let Declared { kind, pointers, .. } = *declared;
        let value = match kind {
            "bool" | "char" | "uint8_t" => "byte".to_owned(),
            "uint16_t" => "ushort".to_owned(),
            "uint32_t" => "uint".to_owned(),
            "int64_t" => "long".to_owned(),
            "uint64_t" => "ulong".to_owned(),
            "size_t" => "nuint".to_owned(),
            "void" if pointers > 0 => "void".to_owned(),
            kind if self.enums.contains(&kind) => "uint".to_owned(),
            kind if self.callbacks.contains(&kind) => "nint".to_owned(),
            kind if self.structs.contains(&kind) => native(kind),
            kind if self.opaque.contains(&kind) && pointers > 0 => {
                if handle && pointers == 1 && is_owned(kind) {
                    return Ok(handle_of(kind));
                }
                return Ok(format!("nint{}", "*".repeat(pointers - 1)));
            }
            other => return Err(format!("{}: {other} has no form in C#", declared.name)),
        };
        Ok(value + &"*".repeat(pointers))
    }

    fn structs(&self, items: &[Item<'_>]) -> Result<Vec<Value>, String> {
        let mut structs = Vec::new();
        for item in items {
            let Item::Struct(name, fields) = item else {
                continue;
            };
            let fields = fields.iter().map(|field| {
                Ok(context! {
                    name => pascal(field.name),
                    type => self.shown(field, false)?,
                    count => field.count,
                })
            });
            structs.push(context! {
                c => *name,
                name => native(name),
                fields => fields.collect::<Result<Vec<_>, String>>()?,
            });
        }
        Ok(structs)
    }

    fn handles(&self, items: &[Item<'_>]) -> Result<Vec<Value>, String> {
        let mut handles = Vec::new();
        for name in OWNED {
            let c = format!("ackwell_{name}");
            let free = format!("{c}_free");
            let is_free = |item: &Item<'_>| matches!(item, Item::Function(function, _) if function.name == free);
            if !self.opaque.contains(&c.as_str()) || !items.iter().any(is_free) {
                return Err(format!("there is no {c} with a {free}()"));
            }
            handles.push(context! { name => handle_of(&c), c, free });
        }
        Ok(handles)
    }

    /// The calls that can be made without pointers: text and bytes in, one value out, and what is
    /// refused is thrown; or a task that a thread of the ledger completes. A function that does not
    /// fit this has none.
    fn calls(&self, items: &[Item<'_>]) -> Result<Vec<Value>, String> {
        let mut calls = Vec::new();
        for item in items {
            if let Item::Function(function, parameters) = item
                && function.kind == "ackwell_status"
                && !function.name.ends_with("_free")
                && let Some(call) = self.call(function.name, parameters)?
            {
                calls.push(call);
            }
        }
        Ok(calls)
    }

    fn call(&self, name: &str, parameters: &[Declared<'_>]) -> Result<Option<Value>, String> {
        // Of these the refusal is what they make.
        let makes_refusal = name.ends_with("_refuse_because") || name.ends_with("_refusal");
        let (mut texts, mut pinned) = (Vec::new(), Vec::new());
        let (mut taken, mut passed) = (Vec::new(), Vec::new());
        let (mut out, mut refuses, mut completes) = (None, false, false);
        let mut rest = parameters.iter().peekable();
        while let Some(parameter) = rest.next() {
            let shown = camel(parameter.name);
            let is_length = |next: &&Declared<'_>| {
                next.kind == "size_t" && next.name == format!("{}_len", parameter.name)
            };
            let is_opaque = self.opaque.contains(&parameter.kind);
            match (parameter.kind, parameter.pointers, parameter.is_const) {
                ("ackwell_refusal", 2, false) if !makes_refusal => {
                    passed.push("&refusal".to_owned());
                    refuses = true;
                }
                (kind, 0, _) if self.callbacks.contains(&kind) && name.ends_with("_async") => {
                    passed.push(format!("Completion.{}, done.Context", pascal_of(kind)));
                    completes = rest.next().is_some_and(|next| next.name == "context");
                }
                (kind @ ("char" | "uint8_t"), 1, true) if rest.next_if(is_length).is_some() => {
                    let (of, bytes) = if kind == "char" {
                        texts.push(shown.clone());
                        ("char", format!("{shown}Utf8.Bytes"))
                    } else {
                        ("byte", shown.clone())
                    };
                    taken.push(format!("ReadOnlySpan<{of}> {shown}"));
                    passed.push(format!("{shown}Bytes, (nuint){bytes}.Length"));
                    pinned.push(format!("{shown}Bytes = {bytes}"));
                }
                ("char" | "uint8_t" | "void", 1.., _) => return Ok(None),
                // An array.
                (_, 1.., _) if rest.peek().is_some_and(is_length) => return Ok(None),
                (kind, pointers, false) if pointers > usize::from(is_opaque) && out.is_none() => {
                    let value = Declared {
                        pointers: pointers - 1,
                        ..*parameter
                    };
                    let held = self.shown(&value, false)?;
                    let (returns, value) = match kind {
                        "ackwell_json" => ("JsonElement", format!("Json.Take({shown})")),
                        "bool" => ("bool", format!("{shown} != 0")),
                        _ => (held.as_str(), shown.clone()),
                    };
                    passed.push(format!("&{shown}"));
                    out = Some(context! { returns, type => held, name => shown, value });
                }
                _ => {
                    taken.push(format!("{} {shown}", self.shown(parameter, true)?));
                    passed.push(shown);
                }
            }
        }
        Ok((refuses || out.is_some()).then(|| {
            context! {
                name, refuses, completes, out, texts,
                pinned => pinned.join(", "),
                taken => taken.join(", "),
                passed => passed.join(", "),
            }
        }))
    }

    fn functions(&self, items: &[Item<'_>]) -> Result<Vec<Value>, String> {
        let mut functions = Vec::new();
        for item in items {
            let Item::Function(function, parameters) = item else {
                continue;
            };
            let frees = function.name.ends_with("_free");
            let returns = match (function.kind, function.pointers) {
                // Text that ends with a zero byte.
                ("char", 1) => "nint".to_owned(),
                _ => self.shown(function, false)?,
            };
            let parameters = parameters
                .iter()
                .map(|parameter| {
                    let shown = self.shown(parameter, !frees)?;
                    Ok(format!("{shown} {}", camel(parameter.name)))
                })
                .collect::<Result<Vec<_>, String>>()?;
            functions.push(context! {
                name => function.name,
                returns,
                parameters => parameters.join(", "),
            });
        }
        Ok(functions)
    }
}

fn constants(items: &[Item<'_>]) -> Vec<Value> {
    let constants = items.iter().filter_map(|item| match *item {
        Item::Constant(name, value) => Some(context! { name => pascal_of(name), value }),
        _ => None,
    });
    constants.collect()
}

/// Every enum; a member's name without what the members of its enum begin with.
fn enums(items: &[Item<'_>]) -> Vec<Value> {
    let enums = items.iter().filter_map(|item| {
        let Item::Enum(name, entries) = item else {
            return None;
        };
        let first = entries.first().map_or("", |(entry, _)| entry);
        let common = |length: usize| {
            let start = first.get(..length);
            start.is_some_and(|start| entries.iter().all(|(entry, _)| entry.starts_with(start)))
        };
        let prefix = first
            .rmatch_indices('_')
            .map(|(place, _)| place + 1)
            .find(|length| common(*length))
            .unwrap_or(0);
        let entries = entries.iter().map(|(entry, value)| {
            context! { name => pascal(&entry[prefix..].to_ascii_lowercase()), value => *value }
        });
        Some(context! {
            c => *name,
            name => native(name),
            entries => entries.collect::<Vec<_>>(),
        })
    });
    enums.collect()
}

fn is_owned(kind: &str) -> bool {
    kind.strip_prefix("ackwell_")
        .is_some_and(|name| OWNED.contains(&name))
}

/// `ackwell_field_form` is `NativeFieldForm`.
fn native(kind: &str) -> String {
    format!("Native{}", pascal_of(kind))
}

/// `ackwell_receipt` is owned by a `ReceiptHandle`.
fn handle_of(kind: &str) -> String {
    format!("{}Handle", pascal_of(kind))
}

fn pascal_of(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    pascal(name.strip_prefix("ackwell_").unwrap_or(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: &[&str] = &[
        "#define ACKWELL_ABI_VERSION 1",
        "typedef enum {\n    ACKWELL_OK = 0,\n    ACKWELL_LEASE_LOST = 22,\n} ackwell_status;",
        "typedef enum {\n    ACKWELL_FORM_TEXT = 1,\n} ackwell_form;",
        "typedef struct ackwell_receiver ackwell_receiver;",
        "typedef struct ackwell_ledger ackwell_ledger;",
        "typedef struct ackwell_notification ackwell_notification;",
        "typedef struct ackwell_receipt ackwell_receipt;",
        "typedef struct ackwell_outcome ackwell_outcome;",
        "typedef struct ackwell_json ackwell_json;",
        "typedef struct ackwell_refusal ackwell_refusal;",
        "typedef struct {\n    const char *data;\n    size_t len;\n} ackwell_text;",
        "typedef struct {\n    bool present;\n    ackwell_form form;\n    ackwell_text due_text;\n    \
         int64_t due_at_ms;\n    char value[24];\n} ackwell_amount;",
        "typedef void (*ackwell_log)(void *context, ackwell_text line);",
        "ackwell_status ackwell_receiver_free(ackwell_receiver *receiver);",
        "ackwell_status ackwell_ledger_free(ackwell_ledger *ledger);",
        "ackwell_status ackwell_notification_free(ackwell_notification *notification);",
        "ackwell_status ackwell_receipt_free(ackwell_receipt *receipt);",
        "ackwell_status ackwell_outcome_free(ackwell_outcome *outcome);",
        "ackwell_status ackwell_set_log(ackwell_log log, void *context);",
        "const char *ackwell_version(void);",
        "ackwell_text ackwell_json_text(const ackwell_json *json);",
        "ackwell_status ackwell_look(const ackwell_ledger *ledger,\n    const char *order_no,\n    \
         size_t order_no_len,\n    ackwell_json **found,\n    ackwell_refusal **refusal);",
        "typedef void (*ackwell_done)(void *context, ackwell_status status);",
        "ackwell_status ackwell_look_async(const ackwell_ledger *ledger,\n    ackwell_done done,\n    \
         void *context,\n    ackwell_refusal **refusal);",
        "ackwell_status ackwell_claim(const ackwell_ledger *ledger,\n                             \
         const uint8_t *the_key,\n                             ackwell_amount *amount,\n                             \
         ackwell_receipt **receipt);",
    ];

    fn made(items: impl Iterator<Item = &'static str>) -> Result<String, String> {
        emit(&items.map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn every_item_has_its_form_in_c_sharp() {
        let text = made(ITEMS.iter().copied()).unwrap();
        for wanted in [
            "internal const uint AbiVersion = 1;",
            "    Ok = 0,\n    LeaseLost = 22,\n",
            "    Text = 1,\n",
            "    internal byte* Data;\n    internal nuint Len;\n",
            "    internal byte Present;\n    internal uint Form;\n    internal NativeText DueText;\n    \
             internal long DueAtMs;\n    internal fixed byte Value[24];\n",
            "internal sealed class ReceiptHandle : SafeHandle",
            "protected override bool ReleaseHandle() => Methods.ackwell_receipt_free(handle) == 0;",
            "internal static extern uint ackwell_receipt_free(nint receipt);",
            "internal static extern uint ackwell_notification_free(nint notification);",
            "internal static extern uint ackwell_set_log(nint log, void* context);",
            "internal static extern nint ackwell_version();",
            "internal static extern NativeText ackwell_json_text(nint json);",
            "internal static extern uint ackwell_claim(LedgerHandle ledger, byte* theKey, \
             NativeAmount* amount, nint* receipt);",
            "internal static JsonElement ackwell_look(LedgerHandle ledger, ReadOnlySpan<char> orderNo)\n",
            "AckwellException.Check(ackwell_look(ledger, orderNoBytes, (nuint)orderNoUtf8.Bytes.Length, \
             &found, &refusal), refusal);",
            "        return Json.Take(found);\n",
            "internal static Task<Completed> ackwell_look_async(LedgerHandle ledger)\n",
            "done.Begun(ackwell_look_async(ledger, Completion.Done, done.Context, &refusal), refusal);",
        ] {
            assert!(text.contains(wanted), "no `{wanted}` in\n{text}");
        }
        // A key without a length, and two values out: nothing to call it by without pointers.
        assert_eq!(text.matches(" ackwell_claim(").count(), 1);
    }

    #[test]
    fn what_has_no_form_is_named() {
        let with = |item| made(ITEMS.iter().copied().chain([item]));
        let problem = with("uint32_t ackwell_odd(double value);").unwrap_err();
        assert_eq!(problem, "value: double has no form in C#");
        assert!(with("typedef odd").unwrap_err().contains("typedef odd"));
        let without = ITEMS
            .iter()
            .copied()
            .filter(|item| !item.contains("_receipt_free"));
        let problem = made(without).unwrap_err();
        assert!(problem.contains("ackwell_receipt_free()"), "{problem}");
    }
}
