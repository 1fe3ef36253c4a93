//! Tokens of an image in a chat request: tiles or patches, by model
//! (<https://developers.openai.com/api/docs/guides/images-vision>).

use crate::Pixels;

/// How closely a model looks at an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Detail {
    /// As the model chooses.
    #[default]
    Auto,
    /// At a small copy.
    Low,
    /// At a large copy.
    High,
    /// At the image itself.
    Original,
}

/// How a model counts an image.
///
/// ```
/// use tokentoll_tokens::{ChatModels, Detail, Pixels};
/// let rule = ChatModels::embedded().find("gpt-4o").and_then(|model| model.image).expect("it sees");
/// let tall = Some(Pixels { width: 2048, height: 4096 });
/// assert_eq!(rule.tokens(tall, Detail::High), [1105.0; 3]);
/// assert_eq!(rule.tokens(tall, Detail::Low), [85.0; 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChatImageRule {
    /// Squares of 512 pixels, once the image fits 2048 by 2048 and its short side 768.
    Tiles {
        /// What every image costs.
        base: u32,
        /// What each square costs.
        tile: u32,
    },
    /// Squares of 32 pixels, as many as the model's budget has.
    Patches {
        /// Tokens a square, as documented or reported.
        multiplier: f64,
        /// The least that was reported.
        least: f64,
        /// The budget at high detail, with no side beyond 2048.
        high: u32,
        /// The budget at original detail, with no side beyond 6000; without either where it is 0.
        original: Option<u32>,
        /// Whether automatic means original.
        auto_is_original: bool,
    },
}

/// The most that a side may have at high detail, and at original.
const HIGH_SIDE: u32 = 2048;
const ORIGINAL_SIDE: u32 = 6000;

/// The patches of the largest image that is likely where there is no budget: 8000 by 8000.
const NO_BUDGET: u32 = 62_500;

impl ChatImageRule {
    /// Tokens at the least, most likely and at the most. An image of unknown size is taken to be the largest.
    pub fn tokens(self, pixels: Option<Pixels>, detail: Detail) -> [f64; 3] {
        match self {
            Self::Tiles { base, tile } => {
                let [base, tile] = [base, tile].map(f64::from);
                match (detail, pixels) {
                    (Detail::Low, _) => [base; 3],
                    (_, Some(pixels)) => [base + tile * f64::from(tiles(pixels)); 3],
                    (_, None) => {
                        let most = base + tile * f64::from(tiles(Pixels { width: 2048, height: 768 }));
                        [base + tile, most, most]
                    }
                }
            }
            Self::Patches { multiplier, least, high, original, auto_is_original } => {
                let as_original = detail == Detail::Original || auto_is_original && detail == Detail::Auto;
                let (budget, side) = match original.filter(|_| as_original) {
                    Some(0) => (u32::MAX, u32::MAX),
                    Some(budget) => (budget, ORIGINAL_SIDE),
                    None => (high, HIGH_SIDE),
                };
                let Some(pixels) = pixels else {
                    let most = multiplier * f64::from(budget.min(NO_BUDGET));
                    return [least, most, most];
                };
                let full = f64::from(patches(pixels, budget, side));
                if detail == Detail::Low {
                    // A copy of about 512 by 512 is documented; that it changes nothing was reported.
                    let small = f64::from(patches(pixels, 256, 512));
                    return [
                        (least * small).floor(),
                        (multiplier * small).round(),
                        (multiplier * full).ceil(),
                    ];
                }
                [(least * full).floor(), (multiplier * full).round(), (multiplier * full).ceil()]
            }
        }
    }
}

/// Squares of 512 pixels that cover the image once it fits.
fn tiles(pixels: Pixels) -> u32 {
    let (mut width, mut height) = (f64::from(pixels.width), f64::from(pixels.height));
    let mut shrink = |by: f64| {
        if by < 1.0 {
            (width, height) = ((width * by).round().max(1.0), (height * by).round().max(1.0));
        }
        (width, height)
    };
    let (width, height) = shrink(2048.0 / f64::from(pixels.width.max(pixels.height)).max(1.0));
    let (width, height) = shrink(768.0 / width.min(height));
    ((width / 512.0).ceil() * (height / 512.0).ceil()) as u32
}

/// Squares of 32 pixels that cover the image once it is within the budget and no side beyond the most.
fn patches(pixels: Pixels, budget: u32, side: u32) -> u32 {
    let (mut width, mut height) = (f64::from(pixels.width), f64::from(pixels.height));
    let longest = width.max(height);
    if longest > f64::from(side) {
        let by = f64::from(side) / longest;
        (width, height) = ((width * by).floor().max(1.0), (height * by).floor().max(1.0));
    }
    let cover = |width: f64, height: f64| (width / 32.0).ceil() * (height / 32.0).ceil();
    let budget = f64::from(budget);
    if cover(width, height) > budget {
        let shrink = (32.0 * 32.0 * budget / (width * height)).sqrt();
        let whole = |length: f64| (length * shrink / 32.0).floor() / (length * shrink / 32.0);
        let adjusted = shrink * whole(width).min(whole(height));
        // What is a whole number but for the last bits of a double stays it.
        let pixels = |length: f64| (length * adjusted + 1e-6).floor().max(1.0);
        (width, height) = (pixels(width), pixels(height));
    }
    cover(width, height).min(budget) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documented_examples() {
        let size = |width, height| Pixels { width, height };
        assert_eq!([size(1024, 1024), size(2048, 4096), size(512, 512)].map(tiles), [4, 6, 1]);
        assert_eq!(patches(size(1024, 1024), 1536, 2048), 1024);
        assert_eq!(patches(size(1800, 2400), 1536, u32::MAX), 1452);
    }

    proptest! {
        #[test]
        fn no_size_exceeds_its_budget(width: u32, height: u32) {
            let size = Pixels { width, height };
            prop_assert!(patches(size, 1536, 2048) <= 1536);
            prop_assert!(tiles(size) <= 8);
            for detail in [Detail::Auto, Detail::Low, Detail::High, Detail::Original] {
                for model in crate::ChatModels::embedded().all() {
                    let Some(rule) = model.image else { continue };
                    for pixels in [Some(size), None] {
                        let [low, likely, high] = rule.tokens(pixels, detail);
                        prop_assert!(0.0 <= low && low <= likely && likely <= high, "{model:?} {detail:?}");
                    }
                }
            }
        }
    }
}
