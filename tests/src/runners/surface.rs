//! What the languages offer, by name, against `surface.json`: both ways.

use ackwell::{Common, Provider, Severity, Status, kinds};
use ackwell_ledger::{Delivery, DeliveryState, OutcomeKind, reported_tables};
use ackwell_testkit::Variant;

use crate::json::Json;
use crate::pack::{SURFACE, Surface};

/// A list of `surface.json` and the names in it that a language has.
pub type List = (String, Vec<String>);

/// Every list of `surface.json`, as the tables of core and ledger have it.
pub fn of_rust() -> Vec<List> {
    fn list<'n>(id: &str, names: impl Iterator<Item = &'n str>) -> List {
        (id.to_owned(), names.map(str::to_owned).collect())
    }
    let mut lists = vec![list("surface/common", Common::ALL.iter().map(|c| c.name()))];
    for table in kinds() {
        let own = table
            .fields
            .iter()
            .filter(|field| Common::of_field(field).is_none());
        let id = format!("surface/fields/{}", table.kind);
        lists.push(list(&id, own.map(|field| field.name)));
    }
    let options = || ackwell::options().iter().chain(ackwell_ledger::options());
    for section in ["lianlian", "pingpong", "receiver", "ledger"] {
        let own = options().filter(|option| option.section == section);
        let id = format!("surface/options/{section}");
        lists.push(list(&id, own.map(|option| option.name)));
    }
    let kinds = kinds()
        .iter()
        .map(|table| table.kind)
        .chain(["pingpong.other"]);
    let provider = Provider::ALL.iter().map(|provider| provider.as_str());
    let status = Status::ALL.iter().map(|status| status.as_str());
    let delivery = Delivery::WORDS.iter().map(|(word, _)| *word);
    let severity = Severity::ALL.iter().map(|severity| severity.as_str());
    lists.push(list("surface/vocabulary/provider", provider));
    lists.push(list("surface/vocabulary/kind", kinds));
    lists.push(list("surface/vocabulary/status", status));
    lists.push(list("surface/vocabulary/delivery", delivery));
    lists.push(list("surface/vocabulary/severity", severity));
    let state = DeliveryState::ALL.iter().map(|state| state.as_str());
    lists.push(list("surface/vocabulary/delivery_state", state));
    let outcome = OutcomeKind::ALL.iter().map(|kind| kind.as_str());
    lists.push(list("surface/vocabulary/outcome", outcome));
    let variant = Variant::ALL.iter().map(|variant| variant.as_str());
    lists.push(list("surface/vocabulary/variant", variant));
    for table in reported_tables() {
        let members = table.members.iter().map(|member| member.name);
        lists.push(list(&format!("surface/records/{}", table.name), members));
    }
    lists
}

/// A list as a runner writes it.
pub fn line((id, names): &List) -> String {
    let names = names.iter().map(Json::text).collect();
    let line = Json::object([
        ("file", Json::text(SURFACE)),
        ("id", Json::text(id)),
        ("outcome", Json::text("listed")),
        ("names", Json::Array(names)),
    ]);
    line.compact() + "\n"
}

/// The lists that a language's runner wrote against those of `surface.json`: how many are right, and
/// what is wrong.
pub fn compare<'l>(
    surface: &Surface,
    language: &str,
    listed: impl Iterator<Item = &'l Json>,
) -> (usize, Vec<String>) {
    let mut listed: Vec<(&str, Vec<&str>)> =
        listed.map(|line| (id_of(line), names_of(line))).collect();
    let mut right = 0;
    let mut problems = Vec::new();
    for list in &surface.lists {
        let place = listed.iter().position(|(id, _)| *id == list.id);
        let given = place.map(|place| listed.swap_remove(place).1);
        match (surface.expected(language, list), given) {
            (None, None) => {}
            (None, Some(_)) => problems.push(format!(
                "{}: it is there, although surface.json says that it is left out",
                list.id
            )),
            (Some(_), None) => problems.push(format!("{}: it is not there", list.id)),
            (Some(expected), Some(mut given)) => {
                let mut missing = Vec::new();
                for name in &expected {
                    match given.iter().position(|given| given == name) {
                        Some(place) => drop(given.swap_remove(place)),
                        None => missing.push(name.as_str()),
                    }
                }
                if missing.is_empty() && given.is_empty() {
                    right += 1;
                } else {
                    problems.push(format!("{}: missing {missing:?}, more {given:?}", list.id));
                }
            }
        }
    }
    let strangers = listed
        .iter()
        .map(|(id, _)| format!("{id}: surface.json has no such list"));
    problems.extend(strangers);
    (right, problems)
}

fn id_of(line: &Json) -> &str {
    line.get("id").and_then(Json::as_str).unwrap_or("no id")
}

fn names_of(line: &Json) -> Vec<&str> {
    match line.get("names") {
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::json::Limits;
    use crate::pack;

    use super::*;

    fn compared(language: &str, lists: &[List]) -> (usize, Vec<String>) {
        let parsed = |list| Json::parse(line(list).trim_end(), Limits::NONE).expect("JSON");
        let lines: Vec<Json> = lists.iter().map(parsed).collect();
        let surface = pack::read_surface(&pack::folder());
        compare(&surface, language, lines.iter())
    }

    #[test]
    fn the_crates_offer_what_the_surface_lists() {
        let lists = of_rust();
        assert_eq!(compared("rust", &lists), (lists.len(), Vec::new()));
    }

    #[test]
    fn a_name_too_many_and_a_name_too_few_are_both_found() {
        let mut lists = of_rust();
        lists[0].1[0] = "made_up".to_owned();
        let (_, problems) = compared("rust", &lists);
        assert!(
            problems[0].contains("missing [\"provider\"], more [\"made_up\"]"),
            "{problems:?}"
        );
        lists[0].1[0] = "provider".to_owned();
        lists[0].1.push("provider".to_owned());
        assert_eq!(
            compared("rust", &lists).1.len(),
            1,
            "a name that is there twice"
        );
        lists[0].1.pop();
        let last = lists.pop().expect("a list");
        assert_eq!(compared("rust", &lists).1.len(), 1);
        lists.push(last);
        lists.push(("surface/made_up".to_owned(), Vec::new()));
        assert_eq!(compared("rust", &lists).1.len(), 1);
    }

    #[test]
    fn what_is_left_out_must_be_left_out() {
        let (_, problems) = compared("c", &of_rust());
        assert!(
            problems.iter().any(|problem| problem.contains("left out")),
            "{problems:?}"
        );
    }

    #[test]
    fn every_reason_is_about_a_list_and_its_names() {
        let surface = pack::read_surface(&pack::folder());
        for left in &surface.left_out {
            let about = |list: &&pack::SurfaceList| left.is_about(&list.id);
            let list = surface.lists.iter().find(about).expect(&left.id);
            assert!(left.names.iter().all(|name| list.names.contains(name)));
            assert!(!left.reason.is_empty());
        }
    }
}
