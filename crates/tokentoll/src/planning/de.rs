//! Typed asks from the strict tree: what is met where, and what was expected, in the wire's codes.

use crate::code::{Code, Failure};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use std::fmt;
use tokentoll_usage::json::{Json, Number, Object};

/// Reads those members of an object that `of` accepts.
pub(super) fn read<T: DeserializeOwned>(object: &Object, of: impl Fn(&str) -> bool) -> Result<T, Failure> {
    let members = object.iter().filter(|(name, _)| of(name)).collect::<Vec<_>>().into_iter();
    T::deserialize(MembersOf(Members { members, value: None })).map_err(Fault::failure)
}

/// A fault and its path, the innermost member first.
#[derive(Debug)]
pub(super) struct Fault {
    code: Code,
    message: String,
    path: Vec<String>,
}

impl Fault {
    fn new(code: Code, message: impl fmt::Display) -> Fault {
        Fault { code, message: message.to_string(), path: Vec::new() }
    }

    fn within(mut self, member: impl Into<String>) -> Fault {
        self.path.push(member.into());
        self
    }

    fn failure(self) -> Failure {
        let path: Vec<_> = self.path.into_iter().rev().collect();
        Failure { code: self.code, message: self.message, field: path.join(".") }
    }
}

/// What a word of our own reader expects begins so, and a fault of it has a code of its own.
pub(super) const A_DAY: &str = "a real day written YYYY-MM-DD";

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

fn met(unexpected: &Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Str(text) => format!("`{}`", short(text)),
        Unexpected::Map => "an object".to_owned(),
        Unexpected::Seq => "an array".to_owned(),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Unsigned(n) => n.to_string(),
        Unexpected::Signed(n) => n.to_string(),
        Unexpected::Float(n) => format!("{n}, which is no whole number"),
        other => other.to_string(),
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Fault {
    /// Only numbers that are wrong among themselves are told this way.
    fn custom<T: fmt::Display>(message: T) -> Fault {
        Fault::new(Code::BadNumber, message)
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        let number =
            matches!(unexpected, Unexpected::Signed(_) | Unexpected::Unsigned(_) | Unexpected::Float(_));
        let code = if number { Code::BadNumber } else { Code::BadJson };
        Fault::new(code, format!("met {}, expected {expected}", met(&unexpected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        let expected = expected.to_string();
        let code = match unexpected {
            _ if expected.starts_with(A_DAY) => Code::BadDate,
            Unexpected::Str(_) if !expected.starts_with("a plain decimal") => Code::BadJson,
            _ => Code::BadNumber,
        };
        Fault::new(code, format!("met {}, expected {expected}", met(&unexpected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Fault {
        let message = format!("met `{}`, expected one of {}", short(variant), expected.join(", "));
        Fault::new(Code::BadJson, message)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Fault {
        let field = short(field);
        let message = format!("unknown member `{field}`, expected one of {}", expected.join(", "));
        Fault::new(Code::UnknownField, message).within(field)
    }

    fn missing_field(field: &'static str) -> Fault {
        Fault::new(Code::BadJson, format!("expected the member `{field}`")).within(field)
    }

    fn duplicate_field(field: &'static str) -> Fault {
        Fault::new(Code::BadJson, format!("met `{field}` twice")).within(field)
    }
}

struct Node<'j>(&'j Json);

impl<'j> Deserializer<'j> for Node<'j> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'j>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Number(Number::Whole(n)) => visitor.visit_u64(*n),
            Json::Number(Number::Negative(n)) => visitor.visit_i64(*n),
            Json::Number(Number::Other(x)) => visitor.visit_f64(*x),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::List(items) => visitor.visit_seq(Items { items: items.iter(), at: 0 }),
            Json::Object(object) => visitor.visit_map(Members { members: object.iter(), value: None }),
        }
    }

    /// A member that is there has a value: `null` is none.
    fn deserialize_option<V: Visitor<'j>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'j>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'j>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct MembersOf<'j, I>(Members<'j, I>);

impl<'j, I: Iterator<Item = (&'j str, &'j Json)>> Deserializer<'j> for MembersOf<'j, I> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'j>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self.0)
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'j>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Members<'j, I> {
    members: I,
    value: Option<(&'j str, &'j Json)>,
}

impl<'j, I: Iterator<Item = (&'j str, &'j Json)>> MapAccess<'j> for Members<'j, I> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'j>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.value = self.members.next();
        let Some((name, _)) = self.value else { return Ok(None) };
        seed.deserialize(IntoDeserializer::<Fault>::into_deserializer(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'j>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value.take() {
            Some((name, value)) => seed.deserialize(Node(value)).map_err(|fault| fault.within(short(name))),
            None => Err(Fault::new(Code::BadJson, "a value without its name")),
        }
    }
}

struct Items<'j> {
    items: std::slice::Iter<'j, Json>,
    at: usize,
}

impl<'j> SeqAccess<'j> for Items<'j> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'j>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(Node(item)).map(Some).map_err(|fault| fault.within(at.to_string()))
    }
}
