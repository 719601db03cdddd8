//! Numbers that look random and are the same in every run (xorshift64*).
#![allow(dead_code, reason = "each test uses a part of it")]

/// A source of such numbers.
pub(crate) struct Seeded(u64);

impl Seeded {
    /// Begins with a seed.
    pub(crate) fn new(seed: u64) -> Seeded {
        Seeded(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below another, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or(0)
    }
}

impl Seeded {
    /// The same as a number that times can be multiplied with.
    pub(crate) fn number_below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).unwrap_or(0)
    }
}

/// The program to test: that of this build, or another that `CONSPECTUS_BIN` names, such as a release build for the long
/// runs.
pub(crate) fn program() -> std::path::PathBuf {
    let named = std::env::var_os("CONSPECTUS_BIN").map(std::path::PathBuf::from);
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_conspectus").into())
}

/// How many rounds a test makes: what the environment asks for, or `usual`.
pub(crate) fn rounds(variable: &str, usual: usize) -> usize {
    let asked = std::env::var(variable).ok();
    asked.map_or(usual, |it| it.parse().unwrap())
}
