//! The texts of an enum, end to end in one piece: a table of references would cost a program four times as much.

/// Texts by number.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    joined: &'static str,
    lengths: &'static [u32],
}

impl Texts {
    /// From the texts, one after the other, and the length of each in bytes.
    pub const fn new(joined: &'static str, lengths: &'static [u32]) -> Texts {
        Texts { joined, lengths }
    }

    /// The number of a text.
    pub fn find(&self, text: &str) -> Option<usize> {
        let mut start = 0;
        self.lengths.iter().position(|length| {
            let at = start;
            start += *length as usize;
            *length as usize == text.len() && self.joined.get(at..start) == Some(text)
        })
    }

    /// The text of a number; empty if there is none.
    pub fn get(&self, index: Option<usize>) -> &'static str {
        let find = |index: usize| {
            let (before, rest) = self.lengths.split_at_checked(index)?;
            let start = before.iter().map(|length| *length as usize).sum::<usize>();
            self.joined.get(start..start + *rest.first()? as usize)
        };
        index.and_then(find).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn texts_are_told_apart() {
        let texts = Texts::new("openéclosedopen-ed", &[4, 2, 6, 0, 7]);
        for (index, text) in ["open", "é", "closed", "", "open-ed"].into_iter().enumerate() {
            assert_eq!((texts.find(text), texts.get(Some(index))), (Some(index), text));
        }
        assert_eq!(
            (texts.find("ope"), texts.find("opené"), texts.get(Some(5)), texts.get(None)),
            (None, None, "", "")
        );
    }
}
