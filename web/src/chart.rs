//! The step chart in numbers: cost against input tokens, every point a quote, every coordinate a decimal.

use crate::number::Count;
use crate::plan::{Planned, Priced, Step};
use crate::state::State;
use crate::view::last_step;
use rust_decimal::Decimal;
use std::fmt;
use tokentoll::{Amount, Day};

/// The size of the drawing, in units of its own coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// All of it.
    pub width: u32,
    /// All of it.
    pub height: u32,
    /// Where the plot begins.
    pub left: u32,
    /// Where it ends.
    pub right: u32,
    /// Its upper edge.
    pub top: u32,
    /// Its lower edge.
    pub bottom: u32,
}

impl Frame {
    /// For phones.
    pub const NARROW: Frame = Frame { width: 328, height: 240, left: 46, right: 318, top: 14, bottom: 208 };
    /// For everything else.
    pub const WIDE: Frame = Frame { width: 760, height: 340, left: 64, right: 744, top: 18, bottom: 304 };
}

/// A coordinate, rounded to a tenth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coordinate(Decimal);

impl fmt::Display for Coordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u32> for Coordinate {
    fn from(units: u32) -> Coordinate {
        Coordinate::whole(units)
    }
}

impl Coordinate {
    pub(crate) fn whole(units: u32) -> Coordinate {
        Coordinate(Decimal::from(units))
    }

    pub(crate) fn rounded(units: Decimal) -> Coordinate {
        Coordinate(units.round_dp(1).normalize())
    }

    /// Moved by whole units.
    #[must_use]
    pub fn plus(self, by: i32) -> Coordinate {
        Coordinate(self.0 + Decimal::from(by))
    }

    /// From here to there.
    #[must_use]
    pub fn to(self, other: Coordinate) -> Coordinate {
        Coordinate((other.0 - self.0).max(Decimal::ZERO))
    }
}

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Input tokens.
    pub tokens: u32,
    /// The cost there.
    pub cost: Amount,
    /// From the left.
    pub x: Coordinate,
    /// From above.
    pub y: Coordinate,
}

/// A stretch of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its first point.
    pub from: Point,
    /// Its last point.
    pub to: Point,
    /// How many steps lie before it.
    pub level: usize,
}

/// The jump at a step: the last cost below it and the first above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jump {
    /// The step.
    pub step: Step,
    /// The last cost below.
    pub below: Point,
    /// The first cost above.
    pub above: Point,
}

/// A stretch beyond a step in which each token beyond it costs so many times the normal price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// From here.
    pub x: Coordinate,
    /// So wide.
    pub width: Coordinate,
    /// 3 for ten times and more, 2 for four and a half, 1 for three.
    pub strength: u8,
}

/// A mark on an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick<T> {
    /// What it stands for.
    pub value: T,
    /// Where.
    pub at: Coordinate,
}

/// The reader's place on the curve.
#[derive(Clone, Debug, PartialEq)]
pub struct You {
    /// One point, or the two ends of an estimate.
    pub points: Vec<Point>,
    /// The stretches an estimate covers.
    pub whiskers: Vec<Stretch>,
}

/// The whole drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its size.
    pub frame: Frame,
    /// The longest input shown.
    pub most: u32,
    /// Marks of the lower axis.
    pub tokens: Vec<Tick<u32>>,
    /// Marks of the left axis.
    pub costs: Vec<Tick<Amount>>,
    /// The curve.
    pub curve: Vec<Stretch>,
    /// Its jumps.
    pub jumps: Vec<Jump>,
    /// The lower rate carried on beyond the last step: the gap to the curve is the surcharge.
    pub without: Option<Stretch>,
    /// The step of the last prices that had one, and their last day.
    pub ghost: Option<(Day, Vec<Stretch>, Jump)>,
    /// Where tokens beyond the step are dear.
    pub bands: Vec<Band>,
    /// The reader.
    pub you: Option<You>,
    /// The same as a table.
    pub rows: Vec<(u32, Option<Amount>)>,
}

impl Chart {
    /// The chart of a state; `None` where no price is known, or the request is refused on its terms.
    pub fn of(state: &State) -> Option<Chart> {
        let frame = if state.narrow { Frame::NARROW } else { Frame::WIDE };
        let place = &state.place;
        let found = place.find(state.prices.book())?;
        let listing = found.on(place.day).ok()?;
        let output = state.field(crate::state::Slot::Output).count.unwrap_or(Count::exact(0));
        let nothing = Planned { input: Count::exact(0), output, read: 0, write_5m: 0, write_1h: 0 };
        let priced = Priced { listing, terms: place.terms, planned: state.planned.unwrap_or(nothing) };
        let earlier = last_step(&found, place.day);
        let ghost = earlier.map(|(until, listing)| (until, Priced { listing, ..priced }));
        Self::drawn(frame, &priced, ghost, state.planned.is_some(), state.whole_window)
    }

    fn drawn(
        frame: Frame,
        priced: &Priced<'_>,
        ghost: Option<(Day, Priced<'_>)>,
        is_planned: bool,
        whole_window: bool,
    ) -> Option<Chart> {
        let steps = priced.steps();
        let ghost = ghost.filter(|_| steps.is_empty()).and_then(|(until, priced)| {
            let step = *priced.steps().first()?;
            Some((until, priced, step))
        });
        let input = priced.planned.input;
        let shown = steps.last().or(ghost.as_ref().map(|(_, _, step)| step)).map(|step| step.last);
        let most = longest(shown, input.high, priced.window(), whole_window);
        let steps: Vec<Step> = steps.into_iter().filter(|step| step.last < most).collect();
        let ghost = ghost.filter(|(_, _, step)| step.last < most);

        // The height follows from the highest cost that is shown.
        let top = [Some(priced), ghost.as_ref().map(|(_, g, _)| g)].into_iter().flatten();
        let top = top.filter_map(|priced| highest(priced, &steps, most)).max()?;
        let scale =
            Scale { frame, most, top: if top == Amount::ZERO { Decimal::ONE } else { top.decimal() } };

        let curve = Some(curve(&scale, priced, &steps)).filter(|curve| !curve.is_empty())?;
        let jumps = steps.iter().filter_map(|step| jump(&scale, priced, *step)).collect::<Vec<_>>();
        let bands = jumps.first().map_or_else(Vec::new, |jump| bands(&scale, priced, jump, &steps));
        let without = jumps.first().and_then(|jump| without(&scale, priced, jump));
        let ghost = ghost.and_then(|(until, ghost, step)| {
            let jump = jump(&scale, &ghost, step)?;
            let beyond = curve_between(&scale, &ghost, step.last + 1, most, 1)?;
            Some((until, vec![beyond], jump))
        });
        let you = (is_planned && input.low <= most).then(|| you(&scale, priced, &steps)).flatten();
        let tokens = scale.token_ticks();
        let rows = rows(priced, &steps, &tokens, is_planned, most);
        let costs = scale.cost_ticks();
        Some(Chart { frame, most, tokens, costs, curve, jumps, without, ghost, bands, you, rows })
    }
}

/// How far the lower axis goes: twice the step, or a quarter beyond the reader, within the window.
fn longest(step: Option<u32>, you: u32, window: Option<u32>, whole_window: bool) -> u32 {
    const WITHOUT_A_STEP: u32 = 500_000;
    let window = window.unwrap_or(crate::number::MOST);
    if whole_window {
        return window.max(1);
    }
    let step = step.map_or(WITHOUT_A_STEP.min(window), |step| step.saturating_mul(2));
    step.max(you.saturating_add(you / 4)).min(window).max(1)
}

fn highest(priced: &Priced<'_>, steps: &[Step], most: u32) -> Option<Amount> {
    let ends = steps.iter().flat_map(|step| [step.last, step.last + 1]).chain([0, most]);
    ends.filter_map(|tokens| priced.total(tokens)).max()
}

/// From tokens and costs to coordinates.
struct Scale {
    frame: Frame,
    most: u32,
    top: Decimal,
}

impl Scale {
    fn x(&self, tokens: u32) -> Coordinate {
        let width = Decimal::from(self.frame.right - self.frame.left);
        let share = Decimal::from(tokens.min(self.most)) * width / Decimal::from(self.most);
        Coordinate::rounded(Decimal::from(self.frame.left) + share)
    }

    fn y(&self, cost: Amount) -> Coordinate {
        let height = Decimal::from(self.frame.bottom - self.frame.top);
        let share = cost.decimal().checked_div(self.top).unwrap_or_default().min(Decimal::ONE) * height;
        Coordinate::rounded(Decimal::from(self.frame.bottom) - share)
    }

    fn point(&self, priced: &Priced<'_>, tokens: u32) -> Option<Point> {
        let cost = priced.total(tokens)?;
        Some(Point { tokens, cost, x: self.x(tokens), y: self.y(cost) })
    }

    fn token_ticks(&self) -> Vec<Tick<u32>> {
        let most = Decimal::from(self.most);
        let step = round_step(most);
        let values = (0..=5).map(|i| step * Decimal::from(i)).take_while(|value| *value <= most);
        let ticks = values.filter_map(|value| {
            let value = u32::try_from(value).ok()?;
            Some(Tick { value, at: self.x(value) })
        });
        let mut ticks: Vec<_> = ticks.collect();
        ticks.dedup_by_key(|tick| tick.value);
        ticks
    }

    fn cost_ticks(&self) -> Vec<Tick<Amount>> {
        let step = round_step(self.top);
        let values = (0..=5).map(|i| step * Decimal::from(i)).take_while(|value| *value <= self.top);
        let amounts = values.filter_map(|value| value.normalize().to_string().parse::<Amount>().ok());
        amounts.map(|value| Tick { value, at: self.y(value) }).collect()
    }
}

/// A round distance (1, 2, 2.5 or 5 times a power of ten) of which at most five fit.
pub(crate) fn round_step(most: Decimal) -> Decimal {
    let least = most / Decimal::from(5);
    let mut power = Decimal::new(1, 9);
    loop {
        for factor in [Decimal::ONE, Decimal::TWO, Decimal::new(25, 1), Decimal::from(5)] {
            if power * factor >= least {
                return power * factor;
            }
        }
        power *= Decimal::TEN;
    }
}

fn curve(scale: &Scale, priced: &Priced<'_>, steps: &[Step]) -> Vec<Stretch> {
    let starts = std::iter::once(0).chain(steps.iter().map(|step| step.last + 1));
    let ends = steps.iter().map(|step| step.last).chain([scale.most]);
    starts
        .zip(ends)
        .enumerate()
        .filter_map(|(level, (from, to))| curve_between(scale, priced, from, to, level))
        .collect()
}

fn curve_between(scale: &Scale, priced: &Priced<'_>, from: u32, to: u32, level: usize) -> Option<Stretch> {
    Some(Stretch { from: scale.point(priced, from)?, to: scale.point(priced, to)?, level })
}

fn jump(scale: &Scale, priced: &Priced<'_>, step: Step) -> Option<Jump> {
    let (below, above) = (scale.point(priced, step.last)?, scale.point(priced, step.last + 1)?);
    Some(Jump { step, below, above })
}

/// What one token costs between two lengths.
fn slope(priced: &Priced<'_>, from: u32, to: u32) -> Option<Decimal> {
    let difference = priced.total(to)?.decimal() - priced.total(from)?.decimal();
    difference.checked_div(Decimal::from(to.checked_sub(from)?))
}

/// Each token beyond the step costs `(jump + dear * n) / n`, where `n` counts the tokens beyond it.
fn bands(scale: &Scale, priced: &Priced<'_>, jump: &Jump, steps: &[Step]) -> Vec<Band> {
    let first = jump.step.last + 1;
    let end = steps.get(1).map_or(scale.most, |next| next.last);
    let slopes = slope(priced, 0, jump.step.last).zip(slope(priced, first, end.max(first + 1)));
    let Some((normal, dear)) = slopes.filter(|(normal, _)| !normal.is_zero()) else { return Vec::new() };
    let surcharge = jump.above.cost.decimal() - jump.below.cost.decimal() - dear;
    if surcharge <= dear {
        return Vec::new();
    }
    let mut bands = Vec::new();
    let mut from = first;
    for (strength, times) in [(3, Decimal::TEN), (2, Decimal::new(45, 1)), (1, Decimal::from(3))] {
        let more = normal * times - dear;
        let until = match surcharge.checked_div(more) {
            Some(tokens) if more > Decimal::ZERO => u32::try_from(tokens.round())
                .map_or(end, |tokens| jump.step.last.saturating_add(tokens).min(end)),
            _ => end,
        };
        if until > from {
            bands.push(Band { x: scale.x(from), width: scale.x(from).to(scale.x(until)), strength });
            from = until;
        }
    }
    bands
}

/// The lower rate carried on from the step to the edge, as long as it stays in the picture.
fn without(scale: &Scale, priced: &Priced<'_>, jump: &Jump) -> Option<Stretch> {
    let normal = slope(priced, 0, jump.step.last)?;
    let further = normal.checked_mul(Decimal::from(scale.most - jump.step.last))?;
    let cost: Amount =
        (jump.below.cost.decimal() + further).normalize().round_dp(12).to_string().parse().ok()?;
    let to = Point { tokens: scale.most, cost, x: scale.x(scale.most), y: scale.y(cost) };
    Some(Stretch { from: jump.below, to, level: 0 })
}

fn you(scale: &Scale, priced: &Priced<'_>, steps: &[Step]) -> Option<You> {
    let Count { tokens, low, high } = priced.planned.input;
    if low == high {
        return Some(You { points: vec![scale.point(priced, tokens)?], whiskers: Vec::new() });
    }
    let high = high.min(scale.most);
    let crossed: Vec<Step> = steps.iter().copied().filter(|s| low <= s.last && s.last < high).collect();
    let starts = std::iter::once(low).chain(crossed.iter().map(|step| step.last + 1));
    let ends = crossed.iter().map(|step| step.last).chain([high]);
    let whiskers =
        starts.zip(ends).filter_map(|(from, to)| curve_between(scale, priced, from, to, 0)).collect();
    let ends = if crossed.is_empty() { vec![tokens.min(scale.most)] } else { vec![low, high] };
    Some(You { points: ends.into_iter().filter_map(|n| scale.point(priced, n)).collect(), whiskers })
}

fn rows(
    priced: &Priced<'_>,
    steps: &[Step],
    ticks: &[Tick<u32>],
    is_planned: bool,
    most: u32,
) -> Vec<(u32, Option<Amount>)> {
    let mut lengths: Vec<u32> = ticks.iter().map(|tick| tick.value).collect();
    lengths.extend(steps.iter().flat_map(|step| [step.last, step.last + 1]));
    lengths.extend(is_planned.then_some(priced.planned.input.tokens));
    lengths.extend(priced.window());
    lengths.push(most);
    let mut sorted: Vec<u32> = Vec::new();
    for tokens in lengths {
        if let Err(at) = sorted.binary_search(&tokens) {
            sorted.insert(at, tokens);
        }
    }
    sorted.into_iter().map(|tokens| (tokens, priced.total(tokens))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Slot};
    use tokentoll::PriceBook;

    fn chart(link: &str) -> Chart {
        let state = State::new("2026-11-25".parse().unwrap(), PriceBook::embedded())
            .after(Action::Link(link.to_owned()));
        assert_eq!(state.notice, None, "{link}");
        Chart::of(&state).unwrap()
    }

    const OVER: &str = "m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000";

    #[test]
    fn the_jump_stands_at_its_coordinates() {
        let chart = chart(OVER);
        assert_eq!(chart.most, 400_000);
        let [jump] = &*chart.jumps else { panic!() };
        assert_eq!(
            (jump.below.cost.to_string(), jump.above.cost.to_string()),
            ("0.63".into(), "1.245006".into())
        );
        // 64 + 680 / 2; the highest cost is 400,000 x 6 + 2,000 x 22.5 per million = 2.445.
        assert_eq!(jump.below.x.to_string(), "404");
        let expected = Decimal::from(304) - Decimal::from(286) * Decimal::new(63, 2) / Decimal::new(2445, 3);
        assert_eq!(jump.below.y, Coordinate(expected.round_dp(1)));
        let you = chart.you.unwrap();
        assert_eq!((you.points.len(), you.points[0].cost.to_string()), (1, "1.3194".into()));
        assert_eq!(you.points[0].x.to_string(), "425.1");
    }

    #[test]
    fn bands_follow_from_the_real_price_of_a_token() {
        // Without output a whole-request step of twice the price is ten times as dear up to T / 8 beyond it.
        let chart = chart("m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=0");
        let ends: Vec<String> =
            chart.bands.iter().map(|b| (b.x.0 + b.width.0).normalize().to_string()).collect();
        let at = |tokens: u32| {
            (Decimal::from(64) + Decimal::from(680 * (tokens / 1000)) / Decimal::from(400))
                .round_dp(1)
                .normalize()
        };
        assert_eq!(ends, [at(225_000).to_string(), at(280_000).to_string(), at(400_000).to_string()]);
        assert_eq!(chart.bands.iter().map(|b| b.strength).collect::<Vec<_>>(), [3, 2, 1]);
    }

    #[test]
    fn an_estimate_over_both_branches_has_two_ends() {
        let you = chart(&format!("{OVER}&lo=199656&hi=225144")).you.unwrap();
        assert_eq!((you.points.len(), you.whiskers.len()), (2, 2));
        let within =
            chart("m=claude-sonnet-4-5&d=2026-02-20&in=100000&lo=90000&hi=110000&out=1").you.unwrap();
        assert_eq!((within.points.len(), within.whiskers.len()), (1, 1));
    }

    #[test]
    fn without_a_step_the_line_is_straight_and_the_old_step_a_ghost() {
        let flat = chart("m=claude-sonnet-4-6&d=2026-11-20&in=500000&out=2000");
        assert_eq!((flat.curve.len(), flat.jumps.len(), flat.bands.len()), (1, 0, 0));
        let (until, _, jump) = flat.ghost.unwrap();
        assert_eq!((until.to_string(), jump.step.last), ("2026-03-12".into(), 200_000));
        assert_eq!(chart("m=claude-opus-5-5&d=2026-11-20&in=5&out=5").ghost, None);
    }

    #[test]
    fn ticks_are_round_and_few() {
        for (most, step) in
            [(400_000, 100_000), (265_500, 100_000), (1_000_000, 200_000), (7, 2), (1_050_000, 250_000)]
        {
            assert_eq!(round_step(Decimal::from(most)), Decimal::from(step), "{most}");
        }
        let chart = chart(OVER);
        assert!(chart.tokens.len() <= 6 && chart.costs.len() <= 6 && chart.costs.len() >= 3);
    }

    #[test]
    fn several_steps_and_only_the_excess() {
        let many = chart("s=volcengine&m=doubao-seed-2-0-pro-260215&in=10000&out=100");
        assert_eq!((many.curve.len(), many.jumps.len()), (3, 2));
        let kink = chart("s=zenmux&m=claude-sonnet-4-5&d=2026-02-20&in=300000&out=0");
        assert_eq!((kink.jumps.len(), kink.bands.len()), (1, 0));
    }

    #[test]
    fn nothing_typed_draws_the_default_model() {
        let state = State::new("2026-11-25".parse().unwrap(), PriceBook::embedded());
        let chart = Chart::of(&state).unwrap();
        assert!(chart.you.is_none() && chart.jumps.len() == 1, "{}", state.field(Slot::Input).text);
    }
}
