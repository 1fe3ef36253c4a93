//! The functions inside plans that go from process to process: by name, with the version of the price book, so
//! that a process with another book refuses the plan and does not price by other prices.

use crate::function::{Pricing, functions};
use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use std::sync::Arc;
use tokentoll::PriceBook;

/// Ballista's codecs, which know these functions, too.
#[derive(Debug)]
pub(crate) struct Codec {
    book: &'static PriceBook,
    logical: BallistaLogicalExtensionCodec,
    physical: BallistaPhysicalExtensionCodec,
}

impl Codec {
    pub(crate) fn new(book: &'static PriceBook) -> Codec {
        Codec { book, logical: Default::default(), physical: Default::default() }
    }

    fn encode(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) {
        if let Some(pricing) = function.inner().downcast_ref::<Pricing>() {
            buffer.extend_from_slice(pricing.version().as_bytes());
        }
    }

    fn decode(&self, name: &str, version: &[u8]) -> Result<Arc<ScalarUDF>> {
        let known = functions(self.book).into_iter().find(|function| function.name() == name);
        let Some(function) = known else {
            return Err(DataFusionError::Plan(format!("this process has no function `{name}`")));
        };
        let own = self.book.version();
        if version != own.as_bytes() {
            let met = String::from_utf8_lossy(version);
            let message =
                format!("{name}: the plan was made with the price book {met}, this process has {own}");
            return Err(DataFusionError::Plan(message));
        }
        Ok(Arc::new(function))
    }
}

impl LogicalExtensionCodec for Codec {
    fn try_decode(&self, buffer: &[u8], inputs: &[LogicalPlan], context: &TaskContext) -> Result<Extension> {
        self.logical.try_decode(buffer, inputs, context)
    }

    fn try_encode(&self, node: &Extension, buffer: &mut Vec<u8>) -> Result<()> {
        self.logical.try_encode(node, buffer)
    }

    fn try_decode_table_provider(
        &self,
        buffer: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.logical.try_decode_table_provider(buffer, table, schema, context)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        self.logical.try_encode_table_provider(table, node, buffer)
    }

    fn try_decode_file_format(
        &self,
        buffer: &[u8],
        context: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.logical.try_decode_file_format(buffer, context)
    }

    fn try_encode_file_format(&self, buffer: &mut Vec<u8>, node: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.logical.try_encode_file_format(buffer, node)
    }

    fn try_decode_udf(&self, name: &str, buffer: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.decode(name, buffer)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.encode(function, buffer);
        Ok(())
    }
}

impl PhysicalExtensionCodec for Codec {
    fn try_decode(
        &self,
        buffer: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.physical.try_decode(buffer, inputs, context, converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.physical.try_encode(node, buffer, converter)
    }

    fn try_decode_udf(&self, name: &str, buffer: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.decode(name, buffer)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.encode(function, buffer);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_another_book_refuses() {
        let own = Codec::new(PriceBook::embedded());
        let empty = PriceBook::read([]).expect("no sellers are a book");
        let other = Codec::new(Box::leak(Box::new(empty)));
        for function in functions(PriceBook::embedded()) {
            let mut buffer = Vec::new();
            own.encode(&function, &mut buffer);
            assert_eq!(*own.decode(function.name(), &buffer).unwrap(), function);
            let refused = other.decode(function.name(), &buffer).unwrap_err().to_string();
            assert!(refused.contains("the plan was made with the price book"), "{refused}");
            assert!(own.decode(function.name(), b"").is_err());
        }
        assert!(own.decode("abs", b"").unwrap_err().to_string().contains("no function `abs`"));
    }
}
