//! The flags of a row: those of earlier stages and our own, sorted, each once.

pub struct Flags<'m>(Vec<&'m str>);

impl<'m> Flags<'m> {
    pub fn of(earlier: Option<&'m str>) -> Flags<'m> {
        let earlier = earlier.unwrap_or_default().split(';').map(str::trim);
        Flags(earlier.filter(|flag| !flag.is_empty()).collect())
    }

    pub fn raise(&mut self, flag: &'m str) {
        self.0.push(flag);
    }

    pub fn raise_if(&mut self, condition: bool, flag: &'m str) {
        if condition {
            self.raise(flag);
        }
    }

    pub fn has(&self, flag: &str) -> bool {
        self.0.contains(&flag)
    }

    pub fn text(&mut self) -> String {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.join(";")
    }
}
