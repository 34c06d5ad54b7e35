//! What a query says about tables and about the order of its rows, read from its syntax tree.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Distinct, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr, Ident, ObjectName,
    OrderByKind, Query, Select, SelectItem, SetExpr, Statement, Visit, Visitor,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError, ParserOptions};

/// The statements of a text, as polars parses it.
pub fn parse(sql: &str) -> Result<Vec<Statement>, ParserError> {
    // The options must be those of polars, or the two would disagree about what the text says.
    let options = ParserOptions { trailing_commas: true, ..Default::default() };
    Parser::new(&GenericDialect).with_options(options).try_with_sql(sql)?.parse_statements()
}

/// The tables that a query reads, without those that it defines itself with `WITH`.
pub fn relations(query: &Query) -> Vec<Ident> {
    let mut names = Names::default();
    let _ = query.visit(&mut names);
    names.relations.retain(|relation| !names.defined.contains(&relation.value));
    names.relations
}

/// Every name in a query that may be a column.
pub fn column_names(query: &Query) -> Vec<Ident> {
    let mut names = Names::default();
    let _ = query.visit(&mut names);
    names.columns
}

/// Every function that a query calls.
pub fn function_names(query: &Query) -> Vec<Ident> {
    let mut names = Names::default();
    let _ = query.visit(&mut names);
    names.functions
}

#[derive(Default)]
struct Names {
    relations: Vec<Ident>,
    defined: Vec<String>,
    columns: Vec<Ident>,
    functions: Vec<Ident>,
}

impl Visitor for Names {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|with| &with.cte_tables);
        self.defined.extend(tables.map(|table| table.alias.name.value.clone()));
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.relations.extend(last_part(relation));
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Identifier(name) => self.columns.push(name.clone()),
            Expr::CompoundIdentifier(parts) => self.columns.extend(parts.last().cloned()),
            Expr::Function(function) => self.functions.extend(last_part(&function.name)),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn last_part(name: &ObjectName) -> Option<Ident> {
    name.0.last().and_then(|part| part.as_ident()).cloned()
}

/// Whether the engine may give the rows of this query in any order: where it groups, joins, unites or drops duplicates.
/// What only filters and calculates keeps the order of its input.
pub fn is_unordered(query: &Query) -> bool {
    query.visit(&mut Order).is_break()
}

struct Order;

impl Visitor for Order {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        match query.body.as_ref() {
            SetExpr::SetOperation { .. } => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let groups = match &select.group_by {
            GroupByExpr::All(_) => true,
            GroupByExpr::Expressions(expressions, modifiers) => !expressions.is_empty() || !modifiers.is_empty(),
        };
        let distinct = matches!(select.distinct, Some(Distinct::Distinct | Distinct::On(_)));
        let joins = select.from.len() > 1 || select.from.iter().any(|table| !table.joins.is_empty());
        if groups || distinct || joins { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Exists { .. } | Expr::InSubquery { .. } | Expr::Subquery(_) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

/// How the rows of a query get an order that depends on nothing but the rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Ordering {
    /// It keeps the order of its input.
    Kept,
    /// Sort what comes out by all columns.
    SortAfter,
    /// This SQL has an `ORDER BY` that leaves no ties.
    Rewritten(String),
}

/// `sortable` are the numbers of the output columns, from 1, that can be sorted by.
pub fn ordering(query: &Query, sortable: &[usize]) -> Ordering {
    let ordinals = sortable.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let limited = query.limit_clause.is_some() || query.fetch.is_some();
    match &query.order_by {
        Some(order_by) => match &order_by.kind {
            OrderByKind::Expressions(_) if !ordinals.is_empty() && !is_order_by_all(&order_by.kind) => {
                Ordering::Rewritten(with_ordinals(query, &ordinals))
            }
            _ => Ordering::Kept,
        },
        None if !is_unordered(query) => Ordering::Kept,
        None if limited && !ordinals.is_empty() => Ordering::Rewritten(sorted_before_limit(query, &ordinals)),
        None => Ordering::SortAfter,
    }
}

/// `ORDER BY ALL` parses as a column of that name, and leaves no ties.
fn is_order_by_all(kind: &OrderByKind) -> bool {
    match kind {
        OrderByKind::All(_) => true,
        OrderByKind::Expressions(expressions) => {
            matches!(&expressions[..], [only] if matches!(&only.expr, Expr::Identifier(name) if name.value.eq_ignore_ascii_case("all")))
        }
    }
}

/// The query with all columns behind those that it orders by.
fn with_ordinals(query: &Query, ordinals: &str) -> String {
    let mut ordered = query.clone();
    let tail = ordinal_expressions(ordinals);
    if let Some(order_by) = &mut ordered.order_by
        && let OrderByKind::Expressions(expressions) = &mut order_by.kind
    {
        expressions.extend(tail);
    }
    ordered.to_string()
}

fn ordinal_expressions(ordinals: &str) -> Vec<sqlparser::ast::OrderByExpr> {
    let statements = parse(&format!("SELECT 1 ORDER BY {ordinals}")).unwrap_or_default();
    let Some(Statement::Query(query)) = statements.into_iter().next() else { return Vec::new() };
    match query.order_by.map(|order_by| order_by.kind) {
        Some(OrderByKind::Expressions(expressions)) => expressions,
        _ => Vec::new(),
    }
}

/// `LIMIT` without an order: the first rows of the whole result in the order of its columns.
fn sorted_before_limit(query: &Query, ordinals: &str) -> String {
    let mut whole = query.clone();
    let with = whole.with.take().map(|with| format!("{with} ")).unwrap_or_default();
    let limit = whole.limit_clause.take().map(|limit| limit.to_string()).unwrap_or_default();
    let fetch = whole.fetch.take().map(|fetch| format!(" {fetch}")).unwrap_or_default();
    format!("{with}SELECT * FROM ({whole}) AS whole_result ORDER BY {ordinals}{limit}{fetch}")
}

/// For each output column that is a mean, median, quantile or deviation, a query that gives what it is taken of.
///
/// The engine calculates these in floats; what is taken of decimals becomes a decimal again.
pub fn averaged(query: &Query) -> Vec<(usize, String)> {
    let SetExpr::Select(select) = query.body.as_ref() else { return Vec::new() };
    if select.projection.iter().any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)))
    {
        return Vec::new();
    }
    let probe = |(number, item): (usize, &SelectItem)| {
        let (SelectItem::UnnamedExpr(expression) | SelectItem::ExprWithAlias { expr: expression, .. }) = item else {
            return None;
        };
        let argument = averaged_argument(expression)?.clone();
        let mut of_argument = select.clone();
        of_argument.projection = vec![SelectItem::UnnamedExpr(argument)];
        of_argument.group_by = GroupByExpr::Expressions(Vec::new(), Vec::new());
        (of_argument.having, of_argument.distinct, of_argument.qualify) = (None, None, None);
        let with = query.with.as_ref().map(|with| format!("{with} ")).unwrap_or_default();
        Some((number, format!("{with}{of_argument}")))
    };
    select.projection.iter().enumerate().filter_map(probe).collect()
}

const AVERAGES: &[&str] =
    &["avg", "mean", "median", "quantile_cont", "quantile_disc", "stddev", "stddev_samp", "stdev"];

fn averaged_argument(expression: &Expr) -> Option<&Expr> {
    match expression {
        Expr::Nested(inner) => averaged_argument(inner),
        Expr::Function(function) if is_named(function, AVERAGES) => first_argument(function),
        Expr::Function(function) if is_named(function, &["round", "coalesce", "abs"]) => {
            averaged_argument(first_argument(function)?)
        }
        _ => None,
    }
}

fn is_named(function: &Function, names: &[&str]) -> bool {
    last_part(&function.name).is_some_and(|name| names.iter().any(|known| name.value.eq_ignore_ascii_case(known)))
}

fn first_argument(function: &Function) -> Option<&Expr> {
    let FunctionArguments::List(list) = &function.args else { return None };
    match list.args.first()? {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    fn query(sql: &str) -> Query {
        match parse(sql).unwrap().remove(0) {
            Statement::Query(query) => *query,
            other => panic!("no query: {other}"),
        }
    }

    #[test]
    fn grouping_joining_and_uniting_lose_the_order() {
        for sql in [
            "SELECT a FROM t GROUP BY a",
            "SELECT DISTINCT a FROM t",
            "SELECT a FROM t JOIN s ON t.a = s.a",
            "SELECT a FROM t, s",
            "SELECT a FROM t UNION ALL SELECT a FROM s",
            "SELECT * FROM (SELECT a FROM t GROUP BY a)",
            "WITH s AS (SELECT DISTINCT a FROM t) SELECT * FROM s",
            "SELECT a FROM t WHERE a IN (SELECT a FROM s)",
        ] {
            assert!(is_unordered(&query(sql)), "{sql}");
        }
        assert!(!is_unordered(&query("SELECT a, b * 2 AS c FROM t WHERE a IN (1, 2)")));
    }

    #[test]
    fn ties_are_broken_and_limits_come_after_the_order() {
        let rewritten = |sql: &str| ordering(&query(sql), &[1, 2]);
        assert_eq!(rewritten("SELECT a, b FROM t LIMIT 3"), Ordering::Kept);
        assert_eq!(rewritten("SELECT a, b FROM t ORDER BY ALL"), Ordering::Kept);
        assert_eq!(rewritten("SELECT a, sum(b) FROM t GROUP BY a"), Ordering::SortAfter);
        assert_eq!(
            rewritten("SELECT a, sum(b) FROM t GROUP BY a ORDER BY 2 DESC LIMIT 3"),
            Ordering::Rewritten("SELECT a, sum(b) FROM t GROUP BY a ORDER BY 2 DESC, 1, 2 LIMIT 3".into())
        );
        assert_eq!(
            rewritten("WITH s AS (SELECT a FROM t) SELECT a, count(*) FROM s GROUP BY a LIMIT 3 OFFSET 1"),
            Ordering::Rewritten(
                "WITH s AS (SELECT a FROM t) SELECT * FROM (SELECT a, count(*) FROM s GROUP BY a) AS whole_result ORDER BY 1, 2 LIMIT 3 OFFSET 1"
                    .into()
            )
        );
    }

    #[test]
    fn tables_are_told_from_those_of_the_query_itself() {
        let relations = relations(&query("WITH s AS (SELECT a FROM t) SELECT * FROM s JOIN u AS v ON s.a = v.a"));
        assert_eq!(relations.iter().map(|name| name.value.as_str()).collect::<Vec<_>>(), ["t", "u"]);
    }

    #[test]
    fn averages_are_found_with_what_they_are_taken_of() {
        let found = averaged(&query(
            "SELECT c, round(median(a + 1), 2) AS m, sum(a), avg(a) FROM t WHERE c > 0 GROUP BY c HAVING sum(a) > 1",
        ));
        assert_eq!(
            found,
            [(1, "SELECT a + 1 FROM t WHERE c > 0".to_owned()), (3, "SELECT a FROM t WHERE c > 0".to_owned())]
        );
    }
}
