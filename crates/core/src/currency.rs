use crate::terms::words;
use core::fmt;
use core::str::FromStr;

words! {
    /// The currency of a seller's prices. Amounts of two currencies are never mixed.
    Currency {
        /// United States dollar.
        Usd = "USD",
        /// Chinese yuan.
        Cny = "CNY",
    }
}
