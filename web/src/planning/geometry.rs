//! The drawing of a conversation: two panels over one axis of turns, every coordinate a decimal.

use super::talk::{Billed, Part};
use crate::chart::{Coordinate, round_step};
use rust_decimal::Decimal;
use std::fmt::Write;
use tokentoll::Amount;

/// The place of the panels, in units of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panels {
    /// All of it.
    pub width: u32,
    /// All of it.
    pub height: u32,
    /// Where both plots begin.
    pub left: u32,
    /// Where both end.
    pub right: u32,
    /// The upper and the lower edge of the context's plot.
    pub context: (u32, u32),
    /// The upper and the lower edge of the costs' plot.
    pub cost: (u32, u32),
}

impl Panels {
    /// For phones.
    pub const NARROW: Panels =
        Panels { width: 328, height: 320, left: 46, right: 320, context: (22, 146), cost: (180, 290) };
    /// For everything else.
    pub const WIDE: Panels =
        Panels { width: 760, height: 430, left: 64, right: 744, context: (22, 206), cost: (242, 396) };
}

/// A mark on an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark<T> {
    /// What it stands for.
    pub value: T,
    /// Where.
    pub at: Coordinate,
}

/// The drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Where its panels are.
    pub panels: Panels,
    /// The context turn by turn, as the path of a staircase.
    pub context: String,
    /// The part of it that lies beyond the step.
    pub over: String,
    /// The height of the last turn's context.
    pub end: Option<Coordinate>,
    /// The step, where it lies within the plot.
    pub step: Option<Mark<u32>>,
    /// The window, where it lies within the plot.
    pub window: Option<Mark<u32>>,
    /// The left edge of the turn that crosses the step.
    pub crosses: Option<Mark<u32>>,
    /// The bars of each part, as one path.
    pub bars: [String; 4],
    /// Marks of the lower axis.
    pub turns: Vec<Mark<u32>>,
    /// Marks of the context's axis.
    pub tokens: Vec<Mark<u32>>,
    /// Marks of the costs' axis.
    pub costs: Vec<Mark<Amount>>,
}

impl Drawing {
    /// Draws turns.
    pub fn of(
        narrow: bool,
        turns: u32,
        billed: &[Billed],
        step: Option<u32>,
        window: Option<u32>,
        crosses: Option<u32>,
    ) -> Drawing {
        let panels = if narrow { Panels::NARROW } else { Panels::WIDE };
        let longest = billed.iter().map(|turn| turn.context).max().unwrap_or(0);
        // A line that would squeeze the staircase into a corner is left out, and told in words.
        let near = |line: &u32| u64::from(*line) <= longest.saturating_mul(2).max(1);
        let lines = [step.filter(near), window.filter(near)];
        let most =
            lines.iter().flatten().map(|line| u64::from(*line)).chain([longest]).max().unwrap_or(1).max(1);
        let dearest = billed.iter().map(|turn| turn.cost.decimal()).max().unwrap_or_default();
        let x = Axis { from: panels.left, to: panels.right, most: Decimal::from(turns.max(1)) };
        // A twentieth of air above the highest line.
        let y = Axis {
            from: panels.context.1,
            to: panels.context.0,
            most: Decimal::from(most) * Decimal::new(105, 2),
        };
        let money = Axis {
            from: panels.cost.1,
            to: panels.cost.0,
            most: if dearest.is_zero() { Decimal::ONE } else { dearest },
        };
        let tokens = |value: u32| Mark { value, at: y.at(value.into()) };
        Drawing {
            panels,
            context: staircase(&x, &y, billed, |_| true),
            over: staircase(&x, &y, billed, |turn| turn.over),
            end: billed.last().map(|turn| y.at(turn.context.into())),
            step: lines[0].map(tokens),
            window: lines[1].map(tokens),
            crosses: crosses.map(|turn| Mark { value: turn, at: x.at((turn - 1).into()) }),
            bars: Part::ALL.map(|part| bars(&x, &money, billed, part)),
            turns: turn_marks(&x, turns, narrow),
            tokens: marks(y.most, 4).filter_map(|value| Some(tokens(u32::try_from(value).ok()?))).collect(),
            costs: marks(money.most, 4)
                .filter_map(|value| {
                    Some(Mark { value: value.normalize().to_string().parse().ok()?, at: money.at(value) })
                })
                .collect(),
        }
    }
}

/// From values to coordinates.
struct Axis {
    from: u32,
    to: u32,
    most: Decimal,
}

impl Axis {
    fn at(&self, value: Decimal) -> Coordinate {
        let length = Decimal::from(self.to) - Decimal::from(self.from);
        let share = value.checked_div(self.most).unwrap_or_default().min(Decimal::ONE);
        Coordinate::rounded(Decimal::from(self.from) + share * length)
    }
}

fn staircase(x: &Axis, y: &Axis, billed: &[Billed], is_of: impl Fn(&Billed) -> bool) -> String {
    let mut path = String::new();
    let mut last = None;
    for turn in billed.iter().filter(|turn| is_of(turn)) {
        let (left, right) = (x.at((turn.turn - 1).into()), x.at(turn.turn.into()));
        let height = y.at(turn.context.into());
        let follows = last == Some(turn.turn - 1);
        let _ = if follows {
            write!(path, "V{height}H{right}")
        } else {
            write!(path, "M{left} {height}H{right}")
        };
        last = Some(turn.turn);
    }
    path
}

fn bars(x: &Axis, money: &Axis, billed: &[Billed], part: Part) -> String {
    let mut path = String::new();
    // A fifth of each turn's room stays empty, where there is any.
    let gap = Decimal::new(1, 1);
    for turn in billed {
        let (before, own) = turn.parts.split_at(part as usize);
        let Some(own) = own.first().filter(|own| !own.decimal().is_zero()) else { continue };
        let below: Decimal = before.iter().map(|amount| amount.decimal()).sum();
        let (left, right) = (x.at(Decimal::from(turn.turn - 1) + gap), x.at(Decimal::from(turn.turn) - gap));
        let (bottom, top) = (money.at(below), money.at(below + own.decimal()));
        let _ = write!(path, "M{left} {bottom}V{top}H{right}V{bottom}z");
    }
    path
}

/// Round values from 0 on.
fn marks(most: Decimal, at_most: u32) -> impl Iterator<Item = Decimal> {
    let step = round_step(most * Decimal::from(5) / Decimal::from(at_most));
    (0..=at_most).map(move |i| step * Decimal::from(i)).take_while(move |value| *value <= most)
}

/// The first turn, round ones, and the last, each under the middle of its room.
fn turn_marks(x: &Axis, turns: u32, narrow: bool) -> Vec<Mark<u32>> {
    let at_most = if narrow { 5 } else { 10 };
    let steps = [1, 2, 5, 10, 20, 25, 50, 100, 200];
    let step = steps.into_iter().find(|step| turns / step <= at_most).unwrap_or(200);
    let round = (1..=turns / step).map(|i| i * step);
    let mut values: Vec<u32> = std::iter::once(1).chain(round).collect();
    values.dedup();
    // Too close to the last one to be told apart.
    values.retain(|value| *value == turns || (turns - value) * at_most * 2 > turns);
    if values.last() != Some(&turns) {
        values.push(turns);
    }
    let middle = Decimal::new(5, 1);
    values.into_iter().map(|value| Mark { value, at: x.at(Decimal::from(value) - middle) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(turn: u32, context: u64, parts: [&str; 4], over: bool) -> Billed {
        let parts = parts.map(|part| part.parse::<Amount>().unwrap());
        let cost = parts.iter().try_fold(Amount::ZERO, |sum, part| sum.plus(*part)).unwrap();
        Billed { turn, context, tokens: [0; 4], parts, cost, so_far: cost, over, cut: false }
    }

    #[test]
    fn two_turns_drawn_by_hand() {
        let billed = [turn(1, 100, ["1", "0", "0", "1"], false), turn(2, 200, ["3", "0", "0", "1"], true)];
        let drawing = Drawing::of(false, 2, &billed, Some(150), Some(1_000_000), Some(2));
        // The lower axis is 680 wide for two turns; the context's plot is 184 high for 210 tokens.
        assert_eq!(drawing.context, "M64 118.4H404V30.8H744");
        assert_eq!(drawing.over, "M404 30.8H744");
        assert_eq!(drawing.step.map(|mark| mark.at.to_string()), Some("74.6".to_owned()));
        assert_eq!((drawing.window, drawing.crosses.unwrap().at.to_string()), (None, "404".to_owned()));
        // The costs' plot is 154 high for an amount of 4: the first part of turn 1 is a quarter of it.
        assert_eq!(drawing.bars[0], "M98 396V357.5H370V396zM438 396V280.5H710V396z");
        assert_eq!(drawing.bars[3], "M98 357.5V319H370V357.5zM438 280.5V242H710V280.5z");
        assert_eq!((&*drawing.bars[1], &*drawing.bars[2]), ("", ""));
    }

    #[test]
    fn marks_are_round_and_few() {
        let of = |turns: u32, narrow| {
            let axis = Axis { from: 0, to: 100, most: Decimal::from(turns) };
            turn_marks(&axis, turns, narrow).into_iter().map(|mark| mark.value).collect::<Vec<_>>()
        };
        assert_eq!(of(20, false), [1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
        assert_eq!(of(1, false), [1]);
        assert_eq!(of(7, true), [1, 2, 4, 6, 7]);
        for turns in 1..=1_000 {
            for narrow in [false, true] {
                let marks = of(turns, narrow);
                assert!(
                    marks.len() <= 12 && marks.is_sorted() && marks.last() == Some(&turns),
                    "{turns}: {marks:?}"
                );
            }
        }
        let costs: Vec<_> =
            marks(Decimal::new(744, 3), 4).map(|value| value.normalize().to_string()).collect();
        assert_eq!(costs, ["0", "0.2", "0.4", "0.6"]);
    }
}
