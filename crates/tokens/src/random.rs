//! Numbers for tests: as good as random, and the same each time.

/// Draws one after the other, the same for the same seed: the upper half of Knuth's 64-bit congruential generator.
pub(crate) fn random(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    }
}
