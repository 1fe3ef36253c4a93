use crate::{Meter, MeterSet, Rate};
use core::fmt;

/// The rate of each meter that has one. A rate always carries its meter's own unit.
///
/// ```
/// use tokentoll_core::{Meter, Rates};
/// let rates = Rates::new().with(Meter::Input, "3/Mtok".parse()?)?;
/// assert_eq!(rates.of(Meter::Input).unwrap().to_string(), "3/Mtok");
/// assert!(rates.of(Meter::Output).is_none());
/// assert!(rates.with(Meter::WebSearch, "3/Mtok".parse()?).is_err(), "searches are not tokens");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rates {
    by_meter: [Option<Rate>; Meter::COUNT],
}

impl Rates {
    /// No rate at all.
    pub const fn new() -> Self {
        Rates { by_meter: [None; Meter::COUNT] }
    }

    /// The same rates with one more, or another one, on a meter.
    ///
    /// # Errors
    /// [`WrongUnit`] where the rate's unit is not the meter's.
    pub fn with(mut self, meter: Meter, rate: Rate) -> Result<Self, WrongUnit> {
        if rate.unit() != meter.unit() {
            return Err(WrongUnit { meter, rate });
        }
        self.by_meter[meter.index()] = Some(rate);
        Ok(self)
    }

    /// The rate of a meter.
    pub const fn of(&self, meter: Meter) -> Option<Rate> {
        self.by_meter[meter.index()]
    }

    /// The meters that have a rate.
    pub fn meters(&self) -> MeterSet {
        self.iter().map(|(meter, _)| meter).collect()
    }

    /// Every meter that has a rate, in billing order.
    pub fn iter(&self) -> impl Iterator<Item = (Meter, Rate)> + '_ {
        Meter::ALL.into_iter().filter_map(|meter| Some((meter, self.of(meter)?)))
    }
}

/// A rate whose unit is not that of its meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongUnit {
    /// The meter.
    pub meter: Meter,
    /// The rate met.
    pub rate: Rate,
}

impl fmt::Display for WrongUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is priced by the {}, met {}", self.meter, self.meter.unit().name(), self.rate)
    }
}

impl core::error::Error for WrongUnit {}
