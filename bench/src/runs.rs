//! Raw figures: for each contestant one value a round, kept as JSON between the programs.

use std::path::Path;

use serde_json::{Map, Value, json};

/// What one contest measured: names in order, and the figures of each, one a round.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Runs(Vec<(String, Vec<f64>)>);

impl Runs {
    /// Adds one figure of that contestant.
    pub fn push(&mut self, name: &str, figure: f64) {
        self.extend(name, &[figure]);
    }

    /// Adds figures of that contestant.
    pub fn extend(&mut self, name: &str, figures: &[f64]) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, all)) => all.extend_from_slice(figures),
            None => self.0.push((name.to_owned(), figures.to_vec())),
        }
    }

    /// The contestants, in the order in which they came.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// How many rounds the contestant with the most took part in.
    pub fn rounds(&self) -> usize {
        self.0.iter().map(|(_, all)| all.len()).max().unwrap_or(0)
    }

    /// The middle figure of that contestant.
    pub fn median(&self, name: &str) -> Option<f64> {
        median(self.figures(name)?.to_vec())
    }

    /// How many times the figure of `to` that of `name` is: the middle of the rounds' own ratios,
    /// so that what disturbs a round disturbs both sides of its ratio.
    pub fn ratio(&self, name: &str, to: &str) -> Option<f64> {
        ratio(self.figures(name)?, self.figures(to)?)
    }

    /// How many times its own figure in another contest of the same rounds a contestant's is.
    pub fn ratio_to(&self, other: &Runs, name: &str) -> Option<f64> {
        ratio(self.figures(name)?, other.figures(name)?)
    }

    /// How much more a contestant's figure is than that in another contest of the same rounds.
    pub fn beyond(&self, other: &Runs, name: &str) -> Option<f64> {
        let pairs = self.figures(name)?.iter().zip(other.figures(name)?);
        median(pairs.map(|(ours, theirs)| ours - theirs).collect())
    }

    fn figures(&self, name: &str) -> Option<&[f64]> {
        let (_, all) = self.0.iter().find(|(known, _)| known == name)?;
        Some(all)
    }

    fn to_json(&self) -> Value {
        let entries = self.0.iter();
        entries
            .map(|(name, all)| json!({"name": name, "ns": all}))
            .collect()
    }

    fn from_json(value: &Value) -> Option<Self> {
        let mut runs = Self::default();
        for entry in value.as_array()? {
            let figures: Option<Vec<f64>> =
                entry["ns"].as_array()?.iter().map(Value::as_f64).collect();
            runs.extend(entry["name"].as_str()?, &figures?);
        }
        Some(runs)
    }
}

/// Several contests by name, as one file holds them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contests(Vec<(String, Runs)>);

impl Contests {
    /// The contest of that name, made if it is new.
    pub fn entry(&mut self, name: &str) -> &mut Runs {
        let place = self.0.iter().position(|(known, _)| known == name);
        let place = place.unwrap_or_else(|| {
            self.0.push((name.to_owned(), Runs::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    /// The contest of that name; an empty one if there is none.
    pub fn get(&self, name: &str) -> Runs {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, runs)| runs.clone()).unwrap_or_default()
    }

    /// Writes them to a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let map: Map<String, Value> = self
            .0
            .iter()
            .map(|(name, runs)| (name.clone(), runs.to_json()))
            .collect();
        std::fs::write(path, Value::Object(map).to_string())
    }

    /// Reads what [`Contests::write`] wrote.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or holds something else.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let contests = serde_json::from_str(&text).ok().and_then(|value: Value| {
            let entries = value.as_object()?.iter();
            entries
                .map(|(name, runs)| Some((name.clone(), Runs::from_json(runs)?)))
                .collect::<Option<Vec<_>>>()
        });
        contests
            .map(Self)
            .ok_or(std::io::ErrorKind::InvalidData.into())
    }
}

fn ratio(ours: &[f64], theirs: &[f64]) -> Option<f64> {
    median(ours.iter().zip(theirs).map(|(a, b)| a / b).collect())
}

fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        let mut runs = Runs::default();
        runs.extend("ours", &[1.0, 10.0, 3.0]);
        runs.extend("theirs", &[2.0, 20.0, 3.0]);
        assert_eq!(runs.ratio("ours", "theirs"), Some(0.5));
        assert_eq!(runs.median("ours"), Some(3.0));
        assert_eq!(runs.ratio("ours", "nobody"), None);
        let mut two = Runs::default();
        two.extend("ours", &[0.5, 10.0, 1.0]);
        assert_eq!(runs.ratio_to(&two, "ours"), Some(2.0));
        assert_eq!(runs.ratio_to(&two, "theirs"), None);
        assert_eq!(runs.beyond(&two, "ours"), Some(0.5));
        assert_eq!(runs.beyond(&two, "theirs"), None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut contests = Contests::default();
        contests.entry("1024").push("ours", 1.5);
        let path = std::env::temp_dir().join(format!("ackwell-runs-{}", std::process::id()));
        contests.write(&path).expect("written");
        assert_eq!(Contests::read(&path).expect("read"), contests);
        std::fs::remove_file(&path).expect("removed");
    }
}
