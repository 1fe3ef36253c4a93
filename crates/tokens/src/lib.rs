//! scratch
mod exact;
mod features;
#[doc(hidden)]
pub mod fitting;
mod image;
mod kind;
mod pieces;
mod request;
mod script;
pub use exact::{Encoding, Engine};
pub use features::{Features, name as feature_name};
pub use image::ImageRule;
pub use kind::TextKind;
pub use request::{Overhead, Part, PartKind, Pixels, Place, Request, RequestError};
