//! `#[derive(Output)]`

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::row;

pub fn expand(item: DeriveInput) -> syn::Result<TokenStream> {
    let columns = row::columns(&item)?;
    let name = &item.ident;
    if !item.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(&item.generics, "an output row owns its values: it has no parameters"));
    }
    let mut fields = Vec::new();
    let mut appends = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if column.optional {
            return Err(syn::Error::new_spanned(
                &column.ident,
                "an output column is always there: make the field an `Option` for nulls",
            ));
        }
        let (column_name, doc, ident, ty) = (&column.name, &column.doc, &column.ident, &column.ty);
        let decimal = match column.decimal {
            Some((precision, scale)) => quote!(::std::option::Option::Some((#precision, #scale))),
            None => quote!(::std::option::Option::None),
        };
        fields.push(quote!(::wagemill_plugin::__private::output_column::<#ty>(#column_name, #decimal, #doc)));
        appends.push(quote!(::wagemill_plugin::Cell::append(self.#ident, &mut columns[#index])?;));
    }
    Ok(quote! {
        impl ::wagemill_plugin::Output for #name {
            fn columns() -> ::std::vec::Vec<::wagemill_plugin::Field> {
                ::std::vec![#(#fields),*]
            }

            fn append(self, columns: &mut [::wagemill_plugin::ColumnBuilder]) -> ::wagemill_plugin::Result<()> {
                #(#appends)*
                ::std::result::Result::Ok(())
            }
        }
    })
}
