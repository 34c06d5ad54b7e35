//! `#[derive(Input)]`

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{DeriveInput, Lifetime};

use crate::row;

pub fn expand(item: DeriveInput) -> syn::Result<TokenStream> {
    let columns = row::columns(&item)?;
    let name = &item.ident;
    let generics = &item.generics;
    if generics.type_params().next().is_some()
        || generics.const_params().next().is_some()
        || generics.lifetimes().count() > 1
    {
        return Err(syn::Error::new_spanned(generics, "a row has at most one lifetime, and no other parameter"));
    }
    let (fixed, borrowed) = match generics.lifetimes().next() {
        Some(_) => (quote!(#name<'static>), quote!(#name<'row>)),
        None => (quote!(#name), quote!(#name)),
    };
    let mut reads = Vec::new();
    let mut values = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let (column_name, doc, optional) = (&column.name, &column.doc, column.optional);
        let mut ty = column.ty.clone();
        Static.visit_type_mut(&mut ty);
        reads.push(quote!(::wagemill_plugin::__private::read_column::<#ty>(#column_name, #optional, #doc)));
        let ident = &column.ident;
        values.push(if optional {
            // An absent column reads as the default of the field's type, which is none for an `Option`.
            quote!(#ident: columns.optional(#index, row).unwrap_or_default())
        } else {
            quote!(#ident: columns.value(#index, row)?)
        });
    }
    Ok(quote! {
        impl ::wagemill_plugin::Input for #fixed {
            type Row<'row> = #borrowed;

            fn columns() -> ::wagemill_plugin::__private::Reads {
                ::wagemill_plugin::__private::Reads::Columns(::std::vec![#(#reads),*])
            }

            fn read<'row>(
                columns: &::wagemill_plugin::Columns<'row>,
                row: usize,
            ) -> ::std::result::Result<#borrowed, ::wagemill_plugin::MissingValue> {
                ::std::result::Result::Ok(#name { #(#values),* })
            }
        }
    })
}

/// The column's type does not depend on the lifetime of a batch.
struct Static;

impl VisitMut for Static {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        *lifetime = Lifetime::new("'static", lifetime.span());
    }
}
