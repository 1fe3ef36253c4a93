//! Everything that can happen to the state.

use super::{Notice, Own, Seal, Slot, Theme};
use crate::text::Lang;
use crate::told::Told;
use tokentoll::{Endpoint, InferenceGeo, ServiceTier, Speed};

/// A change.
#[derive(Clone, Debug)]
pub enum Action {
    /// Typing into a number field.
    Type(Slot, String),
    /// Leaving a number field: what stands in it is written out.
    Leave(Slot),
    /// A count set by a button or the slider.
    Set(Slot, u32),
    /// The counts of a usage object that was pasted, by [`Slot`].
    Fill([u32; 5]),
    /// A model of a seller.
    Choose {
        /// The seller's id.
        seller: String,
        /// The model's id.
        model: String,
    },
    /// Typing into the search among the models, which opens it.
    Search(String),
    /// Marking another of the models found: on by so many, with the last and the first next to each other.
    Mark(isize),
    /// Choosing the model marked.
    Pick,
    /// Leaving the search: the very name of a model that was typed chooses it.
    LeaveSearch,
    /// Closing the search.
    CloseSearch,
    /// This link was copied.
    Copied(String),
    /// Typing or choosing a day.
    Day(String),
    /// A queue, or back to the standard one.
    Queue(ServiceTier),
    /// A speed.
    Speed(Speed),
    /// Where inference may run.
    Geo(InferenceGeo),
    /// The kind of endpoint.
    Endpoint(Endpoint),
    /// Trim the input to this length, in proportion.
    Trim(u32),
    /// A whole request, as a fragment, that can be taken back.
    Apply(String),
    /// Members of the address that other parts of the page keep there.
    Also(String),
    /// Take the last trim back, or what was applied.
    Undo,
    /// Today's prices instead of those of the link.
    Reprice,
    /// An exchange rate.
    Exchange(String),
    /// A language.
    Lang(Lang),
    /// A theme.
    Theme(Theme),
    /// The whole window in the chart, or only what matters.
    WholeWindow(bool),
    /// A narrow or a wide screen.
    Narrow(bool),
    /// The fragment of an address.
    Link(String),
    /// A price file of the reader's own, or none any more.
    Prices(Option<Own>),
    /// Something could not be read.
    Notice(Notice),
    /// What the counting worker tells.
    Told(Told),
    /// Use the counted tokens as input again.
    UseCount,
    /// The seal changed.
    Seal(Seal),
    /// Take the notice away.
    Dismiss,
}

impl Action {
    /// Whether it says where, when or how the request is sent.
    pub(super) const fn is_of_place(&self) -> bool {
        use Action::{Choose, Day, Endpoint, Geo, Queue, Reprice, Speed};
        matches!(self, Choose { .. } | Day(_) | Queue(_) | Speed(_) | Geo(_) | Endpoint(_) | Reprice)
    }
}
