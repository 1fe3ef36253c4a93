//! The functions.

use crate::columns::{Columns, Reason};
use crate::units::{PLACES, PRECISION, Scale};
use crate::words::{NONE, unexpected};
use datafusion::arrow::array::{
    ArrayRef, AsArray, Decimal128Array, StringViewBuilder, StructArray, new_null_array,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::prelude::SessionContext;
use hashbrown::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use tokentoll::book::Found;
use tokentoll::cards::{CardNumber, Cards};
use tokentoll::{Code, Currency, PriceBook, TermsAsked};

/// A function that prices requests by one price book.
#[derive(Clone, Debug)]
pub struct Pricing {
    name: &'static str,
    cards: fn() -> Cards<'static>,
    book: &'static PriceBook,
    version: String,
    signature: Signature,
    output: Fields,
}

/// Both functions, `tokentoll_bill` and `tokentoll_quote`.
///
/// A book of one's own lives as long as the process: `Box::leak(Box::new(book))`.
pub fn functions(book: &'static PriceBook) -> [ScalarUDF; 2] {
    let function = |name, cards| ScalarUDF::from(Pricing::new(name, cards, book));
    [function("tokentoll_bill", Cards::of_bills), function("tokentoll_quote", Cards::of_quotes)]
}

/// Makes both functions known to a context, and keeps it from pricing a row once for each member of the answer.
///
/// The option that it turns off, `datafusion.optimizer.enable_leaf_expression_pushdown`, moves the reading of a
/// member below the projection that computes the struct, and so computes the struct anew for each member.
pub fn register(context: &SessionContext, book: &'static PriceBook) {
    for function in functions(book) {
        context.register_udf(function);
    }
    let state = context.state_ref();
    let mut state = state.write();
    state.config_mut().options_mut().optimizer.enable_leaf_expression_pushdown = false;
}

impl Pricing {
    fn new(name: &'static str, cards: fn() -> Cards<'static>, book: &'static PriceBook) -> Pricing {
        let text = |name| Field::new(name, DataType::Utf8View, true);
        let amount = Field::new("amount", DataType::Decimal128(PRECISION, PLACES), true);
        Pricing {
            name,
            cards,
            book,
            version: book.version(),
            signature: Signature::user_defined(Volatility::Immutable),
            output: vec![amount, text("currency"), text("code"), text("reason")].into(),
        }
    }

    /// The version of its price book.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Prices rows.
    fn price(&self, columns: &Columns) -> Result<ArrayRef> {
        let mut cells = Cells::new(self.book, (self.cards)(), columns);
        let mut amounts = Vec::with_capacity(columns.rows);
        let mut currency = StringViewBuilder::with_capacity(columns.rows);
        let mut missing: Vec<(usize, Reason)> = Vec::new();
        for row in 0..columns.rows {
            match columns.usage(row).and_then(|usage| cells.price(row, &usage)) {
                Ok((units, of)) => {
                    amounts.push(units);
                    currency.append_value(of.name());
                }
                Err(reason) => {
                    amounts.push(0);
                    currency.append_null();
                    missing.push((row, reason));
                }
            }
        }
        let (code, reason) = told(&missing, columns.rows);
        let priced = (!missing.is_empty()).then(|| {
            let mut priced = vec![true; columns.rows];
            missing.iter().for_each(|(row, _)| priced[*row] = false);
            NullBuffer::from(priced)
        });
        let amounts =
            Decimal128Array::new(amounts.into(), priced).with_precision_and_scale(PRECISION, PLACES)?;
        let parts: Vec<ArrayRef> = vec![Arc::new(amounts), Arc::new(currency.finish()), code, reason];
        Ok(Arc::new(StructArray::try_new(self.output.clone(), parts, None)?))
    }
}

/// The columns of codes and reasons.
fn told(missing: &[(usize, Reason)], rows: usize) -> (ArrayRef, ArrayRef) {
    if missing.is_empty() {
        let none = new_null_array(&DataType::Utf8View, rows);
        return (Arc::clone(&none), none);
    }
    let (mut codes, mut reasons) = (StringViewBuilder::new(), StringViewBuilder::new());
    let mut missing = missing.iter().peekable();
    for row in 0..rows {
        let here = missing.next_if(|(at, _)| *at == row).map(|(_, reason)| reason);
        codes.append_option(here.map(|reason| reason.code));
        reasons.append_option(here.map(|reason| reason.message.as_str()));
    }
    (Arc::new(codes.finish()), Arc::new(reasons.finish()))
}

/// What rows share: a card for each model, day and terms.
struct Cells<'c> {
    book: &'static PriceBook,
    cards: Cards<'static>,
    columns: &'c Columns,
    found: HashMap<(u32, u32), Result<Found<'static>, Reason>>,
    terms: HashMap<[u32; 4], Result<TermsAsked, Reason>>,
    cells: HashMap<Key, Result<Cell, Reason>>,
    last: Option<(Key, Cell)>,
}

/// What the price of a row depends on beside its usage: seller, model, day, terms.
type Key = (u32, u32, i64, [u32; 4]);

#[derive(Clone, Copy)]
struct Cell {
    card: CardNumber,
    scale: Scale,
}

impl<'c> Cells<'c> {
    fn new(book: &'static PriceBook, cards: Cards<'static>, columns: &'c Columns) -> Cells<'c> {
        let (found, terms, cells) = (HashMap::new(), HashMap::new(), HashMap::new());
        Cells { book, cards, columns, found, terms, cells, last: None }
    }

    fn price(&mut self, row: usize, usage: &tokentoll::Usage) -> Result<(i128, Currency), Reason> {
        let Columns { seller, model, on, terms, .. } = self.columns;
        let key =
            (seller.key(row), model.key(row), on.key(row), terms.each_ref().map(|words| words.key(row)));
        let cell = match self.last {
            Some((last, cell)) if last == key => cell,
            _ => self.cell(key)?,
        };
        self.last = Some((key, cell));
        let card = &self.cards[cell.card];
        let units = cell.scale.apply(card.units(usage)?).ok_or_else(|| {
            let message = format!("the total has more than {PLACES} places or {PRECISION} digits");
            Reason::new(Code::BadNumber.name(), message)
        })?;
        Ok((units, card.currency()))
    }

    fn cell(&mut self, key: Key) -> Result<Cell, Reason> {
        if let Some(cell) = self.cells.get(&key) {
            return cell.clone();
        }
        let cell = self.look_up(key);
        self.cells.insert(key, cell.clone());
        cell
    }

    fn look_up(&mut self, (seller, model, on, terms): Key) -> Result<Cell, Reason> {
        let (book, columns) = (self.book, self.columns);
        let found = self.found.entry((seller, model)).or_insert_with(|| {
            let model = columns.model.word(model);
            let model = model.ok_or_else(|| Reason::new("no_model", "the row names no model"))?;
            book.find(columns.seller.word(seller), model).map_err(|e| tokentoll::Failure::from(e).into())
        });
        let found = found.clone()?;
        let asked = self.terms.entry(terms).or_insert_with(|| {
            let mut asked = TermsAsked::default();
            for ((name, words), key) in TermsAsked::NAMES.into_iter().zip(&columns.terms).zip(terms) {
                if key != NONE
                    && let Some(word) = words.word(key)
                {
                    asked = asked.named(name, word)?;
                }
            }
            Ok(asked)
        });
        let card = self.cards.card(&found, columns.on.day(on)?, asked.clone()?)?;
        Ok(Cell { card, scale: Scale::of(&self.cards[card]) })
    }
}

impl ScalarUDFImpl for Pricing {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let wrong = |why: String| DataFusionError::Plan(format!("{}: {why}", self.name));
        match types {
            [DataType::Struct(members)] => Columns::check(members).map(|()| types.to_vec()).map_err(wrong),
            [other] => Err(wrong(format!("met {other}, expected a struct, as by named_struct"))),
            _ => Err(wrong(format!("met {} arguments, expected one struct", types.len()))),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(self.output.clone()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [requests] = args.args.as_slice() else { return Err(unexpected("expected one argument")) };
        let requests = requests.to_array(args.number_rows)?;
        let requests = requests.as_struct_opt().ok_or_else(|| unexpected("expected a struct"))?;
        Ok(ColumnarValue::Array(self.price(&Columns::of(requests)?)?))
    }
}

impl PartialEq for Pricing {
    fn eq(&self, other: &Pricing) -> bool {
        self.name == other.name && std::ptr::eq(self.book, other.book)
    }
}

impl Eq for Pricing {}

impl Hash for Pricing {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.version.hash(state);
    }
}
