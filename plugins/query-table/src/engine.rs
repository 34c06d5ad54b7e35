//! Checks a query against empty tables, and runs it against full ones.

use std::panic::{AssertUnwindSafe, catch_unwind};

use polars::prelude::*;
use polars::sql::SQLContext;
use sqlparser::ast::{Query, Statement};
use wagemill_plugin as sdk;
use wagemill_plugin::{Error, Result};

use crate::frames::carried;
use crate::problem::Problems;
use crate::query::{self, Ordering};
use crate::template::Template;

/// A query that was checked, with the columns that it gives.
#[derive(Debug)]
pub struct CheckedQuery {
    template: Template,
    query: Query,
    sql: String,
    sort_after: bool,
    pub columns: Vec<OutputColumn>,
}

/// A column of the result.
#[derive(Debug)]
pub struct OutputColumn {
    pub name: String,
    pub data_type: DataType,
    pub wire: sdk::DataType,
}

impl CheckedQuery {
    /// `inputs` are the ids of the inputs with frames of their columns; rows are not looked at.
    pub fn check(template: Template, inputs: &[(String, DataFrame)]) -> Result<CheckedQuery> {
        let tables: Vec<(String, DataFrame)> =
            named(inputs).into_iter().map(|(name, frame)| (name, frame.clear())).collect();
        let problems = Problems { template: &template, tables: &tables };
        let query = only_query(&template, problems)?;
        if let Some(error) = problems.unknown_table(&query) {
            return Err(error);
        }
        // The result of a real run on no rows: the types that the engine plans are not always those that it gives.
        let result = execute(&template.sql, &tables).map_err(|error| problems.engine(&error, &query))?;
        let columns = output_columns(&query, &result, &tables, problems)?;
        let sortable: Vec<usize> = (1..)
            .zip(result.columns())
            .filter(|(_, column)| !column.dtype().is_nested())
            .map(|(ordinal, _)| ordinal)
            .collect();
        let (sql, sort_after) = match query::ordering(&query, &sortable) {
            Ordering::Kept => (template.sql.clone(), false),
            Ordering::SortAfter => (template.sql.clone(), true),
            Ordering::Rewritten(sql) => {
                execute(&sql, &tables).map_err(|error| problems.engine(&error, &query))?;
                (sql, false)
            }
        };
        Ok(CheckedQuery { template, query, sql, sort_after, columns })
    }

    /// The result, in the columns and types that [`CheckedQuery::check`] found and in an order that depends on the rows alone.
    pub fn run(&self, inputs: &[(String, DataFrame)]) -> Result<DataFrame> {
        let tables = named(inputs);
        let problems = Problems { template: &self.template, tables: &tables };
        let failed = |error: PolarsError| problems.engine(&error, &self.query);
        let mut result = execute(&self.sql, &tables).map_err(failed)?;
        if self.sort_after {
            result = sorted(&result).map_err(failed)?;
        }
        let cast = |(column, planned): (&Column, &OutputColumn)| {
            if *column.dtype() == planned.data_type {
                Ok(column.clone())
            } else {
                column.strict_cast(&planned.data_type)
            }
        };
        let columns =
            result.columns().iter().zip(&self.columns).map(cast).collect::<PolarsResult<Vec<_>>>().map_err(failed)?;
        if columns.len() != self.columns.len() {
            return Err(problems.error("the engine gave other columns than it had planned"));
        }
        Ok(DataFrame::new(result.height(), columns)?)
    }
}

fn only_query(template: &Template, problems: Problems<'_>) -> Result<Query> {
    let statements = query::parse(&template.sql).map_err(|error| problems.syntax(&error))?;
    match <[Statement; 1]>::try_from(statements) {
        Ok([Statement::Query(query)]) => Ok(*query),
        Ok(_) => Err(problems.error("only queries are run here").help("begin with `SELECT` or `WITH`")),
        Err(statements) if statements.is_empty() => {
            Err(problems.error("there is no query").help("begin with `SELECT` or `WITH`"))
        }
        Err(statements) => Err(problems
            .error(format!("one query is run here, and these are {}", statements.len()))
            .help("use one `query-table` stage for each")),
    }
}

/// Every name under which a table can be read: the id, the id with underscores for dashes, and `rows` for an only input.
fn named(inputs: &[(String, DataFrame)]) -> Vec<(String, DataFrame)> {
    let mut tables = inputs.to_vec();
    let mut add = |name: String, frame: &DataFrame| {
        if !tables.iter().any(|(taken, _)| *taken == name) {
            tables.push((name, frame.clone()));
        }
    };
    for (name, frame) in inputs {
        add(name.replace('-', "_"), frame);
    }
    if let [(_, frame)] = inputs {
        add("rows".to_owned(), frame);
    }
    tables
}

fn execute(sql: &str, tables: &[(String, DataFrame)]) -> PolarsResult<DataFrame> {
    // The engine panics where it was built without what a query needs.
    let work = || {
        let mut context = SQLContext::new();
        for (name, frame) in tables {
            context.register(name, frame.clone().lazy());
        }
        context.execute(sql)?.collect()
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(PolarsError::ComputeError(format!("the engine gave up: {}", text.unwrap_or("it did not say why")).into()))
    })
}

fn output_columns(
    query: &Query,
    result: &DataFrame,
    tables: &[(String, DataFrame)],
    problems: Problems<'_>,
) -> Result<Vec<OutputColumn>> {
    let mut types: Vec<DataType> = result.columns().iter().map(|column| column.dtype().clone()).collect();
    for (number, of_argument) in query::averaged(query) {
        let scale = match execute(&of_argument, tables)
            .ok()
            .and_then(|frame| frame.columns().first().map(|column| column.dtype().clone()))
        {
            Some(DataType::Decimal(_, scale)) => scale,
            _ => continue,
        };
        if let Some(data_type) = types.get_mut(number).filter(|data_type| data_type.is_float()) {
            *data_type = DataType::Decimal(38, scale);
        }
    }
    let output = |(column, data_type): (&Column, DataType)| {
        let (data_type, wire) = carried(&data_type).ok_or_else(|| {
            if data_type.is_duration() {
                return problems
                    .error(format!("column `{}` is a duration, which no table can hold", column.name()))
                    .help("for days, subtract numbers of days: `CAST(a AS INTEGER) - CAST(b AS INTEGER)`");
            }
            problems
                .error(format!("column `{}` is of type {data_type}, which no table can hold", column.name()))
                .help("cast it, such as `CAST(… AS VARCHAR)`")
        })?;
        Ok(OutputColumn { name: column.name().to_string(), data_type, wire })
    };
    result.columns().iter().zip(types).map(output).collect::<Result<Vec<_>, Error>>()
}

fn sorted(result: &DataFrame) -> PolarsResult<DataFrame> {
    let sortable: Vec<&PlSmallStr> = result
        .columns()
        .iter()
        .filter(|column| !column.dtype().is_nested() && !column.dtype().is_null())
        .map(Column::name)
        .collect();
    if sortable.is_empty() {
        return Ok(result.clone());
    }
    result.sort(sortable, SortMultipleOptions::default().with_nulls_last(true).with_maintain_order(true))
}
