use core::fmt;
use core::str::FromStr;

/// How a request was run. The default is what a seller runs when nothing is asked for.
///
/// ```
/// use tokentoll_core::{ServiceTier, Terms};
/// let terms = Terms { service_tier: ServiceTier::Batch, ..Terms::default() };
/// assert_eq!(terms.options().count(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Terms {
    /// Queue: standard, batch, priority, flex.
    pub service_tier: ServiceTier,
    /// Speed of inference.
    pub speed: Speed,
    /// Where inference may run, for sellers that take it as a parameter.
    pub inference_geo: InferenceGeo,
    /// Which kind of endpoint was called, for sellers that have several.
    pub endpoint: Endpoint,
}

impl Terms {
    /// What was chosen beyond the default, in the order in which it touches a rate.
    pub fn options(&self) -> impl Iterator<Item = TermOption> + '_ {
        TermOption::ALL.into_iter().filter(|option| option.is_chosen(self))
    }

    /// The same terms with an option left out.
    #[must_use]
    pub fn without(mut self, option: TermOption) -> Terms {
        match option {
            TermOption::Fast => self.speed = Speed::default(),
            TermOption::Priority | TermOption::Flex | TermOption::Batch => {
                self.service_tier = ServiceTier::default()
            }
            TermOption::UsOnly => self.inference_geo = InferenceGeo::default(),
            TermOption::Regional | TermOption::MultiRegion | TermOption::Govcloud => {
                self.endpoint = Endpoint::default()
            }
        }
        self
    }
}

/// Declares an enum of words with one spelling each.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// The one spelling.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(s: &str) -> Result<Self, ()> {
                Self::ALL.into_iter().find(|v| v.name() == s).ok_or(())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The queue a request was served from.
    ServiceTier {
        /// Served at once at list price.
        Standard = "standard",
        /// Served within a day, usually at half the price.
        Batch = "batch",
        /// Served before others.
        Priority = "priority",
        /// Served when there is room.
        Flex = "flex",
    }
}

words! {
    /// The speed of inference.
    Speed {
        /// The model's usual speed.
        Standard = "standard",
        /// Faster output at a premium.
        Fast = "fast",
    }
}

words! {
    /// Where inference may run.
    InferenceGeo {
        /// Anywhere.
        Global = "global",
        /// In the United States only.
        Us = "us",
    }
}

words! {
    /// The kind of endpoint called.
    Endpoint {
        /// Routes anywhere.
        Global = "global",
        /// Stays in one region, or in one geography of a cross-region profile.
        Regional = "regional",
        /// Stays in one multi-region.
        MultiRegion = "multi_region",
        /// A government cloud.
        Govcloud = "govcloud",
    }
}

words! {
    /// A choice of terms beyond the default, in the order in which it touches a rate.
    TermOption {
        /// `speed: fast`.
        Fast = "fast",
        /// `service_tier: priority`.
        Priority = "priority",
        /// `service_tier: flex`.
        Flex = "flex",
        /// `service_tier: batch`.
        Batch = "batch",
        /// `inference_geo: us`.
        UsOnly = "us_only",
        /// `endpoint: regional`.
        Regional = "regional",
        /// `endpoint: multi_region`.
        MultiRegion = "multi_region",
        /// `endpoint: govcloud`.
        Govcloud = "govcloud",
    }
}

impl TermOption {
    /// How the option is written in [`Terms`], for messages: `speed: fast`.
    pub const fn as_term(self) -> &'static str {
        match self {
            TermOption::Fast => "speed: fast",
            TermOption::Priority => "service_tier: priority",
            TermOption::Flex => "service_tier: flex",
            TermOption::Batch => "service_tier: batch",
            TermOption::UsOnly => "inference_geo: us",
            TermOption::Regional => "endpoint: regional",
            TermOption::MultiRegion => "endpoint: multi_region",
            TermOption::Govcloud => "endpoint: govcloud",
        }
    }

    fn is_chosen(self, terms: &Terms) -> bool {
        match self {
            TermOption::Fast => terms.speed == Speed::Fast,
            TermOption::Priority => terms.service_tier == ServiceTier::Priority,
            TermOption::Flex => terms.service_tier == ServiceTier::Flex,
            TermOption::Batch => terms.service_tier == ServiceTier::Batch,
            TermOption::UsOnly => terms.inference_geo == InferenceGeo::Us,
            TermOption::Regional => terms.endpoint == Endpoint::Regional,
            TermOption::MultiRegion => terms.endpoint == Endpoint::MultiRegion,
            TermOption::Govcloud => terms.endpoint == Endpoint::Govcloud,
        }
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

macro_rules! default_is_first {
    ($($name:ident)+) => { $(impl Default for $name {
        fn default() -> Self { Self::ALL[0] }
    })+ };
}
default_is_first!(ServiceTier Speed InferenceGeo Endpoint);

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn options_come_in_the_order_they_touch_a_rate() {
        let terms = Terms {
            service_tier: ServiceTier::Batch,
            speed: Speed::Fast,
            inference_geo: InferenceGeo::Us,
            endpoint: Endpoint::Regional,
        };
        let names: Vec<_> = terms.options().map(TermOption::name).collect();
        assert_eq!(names, ["fast", "batch", "us_only", "regional"]);
        assert_eq!(Terms::default().options().count(), 0);
        assert_eq!(terms.options().fold(terms, Terms::without), Terms::default());
    }
}
