//! One owned text per notification, and places in it.

/// A place in a notification's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

impl Span {
    pub(crate) const EMPTY: Span = Span {
        start: 0,
        length: 0,
    };

    pub(crate) fn of(self, text: &str) -> &str {
        let start = self.start as usize;
        text.get(start..start + self.length as usize)
            .unwrap_or_default()
    }
}

/// Where pieces lie in a text of pieces with one byte between each two.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    at: u32,
}

impl Pieces {
    pub(crate) fn next(&mut self, piece: &str) -> Span {
        let span = Span {
            start: self.at,
            length: length(piece),
        };
        self.at = span.start.saturating_add(span.length).saturating_add(1);
        span
    }
}

/// A body's limit keeps every text far below 4 GiB.
fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// Puts a notification's text together.
#[derive(Debug, Default)]
pub(crate) struct TextBuilder {
    text: String,
}

impl TextBuilder {
    pub(crate) fn with_capacity(bytes: usize) -> TextBuilder {
        TextBuilder {
            text: String::with_capacity(bytes),
        }
    }

    /// Appends a piece and says where it lies.
    pub(crate) fn push(&mut self, piece: &str) -> Span {
        let start = length(&self.text);
        self.text.push_str(piece);
        Span {
            start,
            length: length(piece),
        }
    }

    pub(crate) fn finish(self) -> Box<str> {
        self.text.into_boxed_str()
    }

    /// Where `piece` lies if it is borrowed from `outer`, of which a copy lies at `place`;
    /// otherwise it is appended.
    pub(crate) fn place(&mut self, piece: &str, outer: &str, place: Span) -> Span {
        let offset = piece.as_ptr().addr().wrapping_sub(outer.as_ptr().addr());
        let inside = offset <= outer.len() && piece.len() <= outer.len() - offset;
        match (inside, u32::try_from(offset), u32::try_from(piece.len())) {
            (true, Ok(offset), Ok(length)) => Span {
                start: place.start + offset,
                length,
            },
            _ => self.push(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_borrowed_piece_is_found_and_another_is_appended() {
        let outer = String::from("hello world");
        let mut builder = TextBuilder::default();
        builder.push("> ");
        let place = builder.push(&outer);
        let inside = builder.place(outer.get(6..).unwrap(), &outer, place);
        let outside = builder.place("elsewhere", &outer, place);
        let mut pieces = Pieces::default();
        let text = builder.finish();
        assert_eq!(
            ["> hello", "world"].map(|piece| pieces.next(piece).of(&text)),
            ["> hello", "world"]
        );
        assert_eq!(inside.of(&text), "world");
        assert_eq!(outside.of(&text), "elsewhere");
        assert_eq!(&*text, "> hello worldelsewhere");
    }
}
