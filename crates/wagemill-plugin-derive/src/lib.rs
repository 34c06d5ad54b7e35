//! The derive macros of wagemill-plugin: typed rows in, typed rows out, and options.

mod config;
mod input;
mod output;
mod row;

use proc_macro::TokenStream;

/// The columns that a stage reads, one per field.
///
/// `#[column(name = "published_on")]` gives the column another name than the field, `#[column(optional)]` allows it to be
/// absent (the field is then an `Option`). The field's doc comment becomes the column's.
#[proc_macro_derive(Input, attributes(column))]
pub fn input(item: TokenStream) -> TokenStream {
    expand(item, input::expand)
}

/// The columns that a stage adds, one per field.
///
/// `#[column(name = "…")]` gives the column another name than the field, `#[column(decimal(38, 4))]` the digits and the
/// decimal places of a decimal. The field's doc comment becomes the column's.
#[proc_macro_derive(Output, attributes(column))]
pub fn output(item: TokenStream) -> TokenStream {
    expand(item, output::expand)
}

/// The options of a stage: deserialised from the pipeline file, unknown ones refused, doc comments shown to the user.
#[proc_macro_attribute]
pub fn config(attribute: TokenStream, item: TokenStream) -> TokenStream {
    if !attribute.is_empty() {
        return syn::Error::new(proc_macro2::Span::call_site(), "`#[config]` takes nothing")
            .into_compile_error()
            .into();
    }
    expand(item, config::expand)
}

fn expand(item: TokenStream, macro_body: fn(syn::DeriveInput) -> syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    syn::parse(item).and_then(macro_body).unwrap_or_else(syn::Error::into_compile_error).into()
}
