//! `#[config]`

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

pub fn expand(item: DeriveInput) -> syn::Result<TokenStream> {
    let deny = match &item.data {
        Data::Struct(_) => quote!(#[serde(deny_unknown_fields)]),
        Data::Enum(_) => quote!(),
        Data::Union(_) => return Err(syn::Error::new_spanned(&item.ident, "options are a struct")),
    };
    Ok(quote! {
        #[derive(
            Clone,
            Debug,
            ::wagemill_plugin::__private::serde::Deserialize,
            ::wagemill_plugin::__private::schemars::JsonSchema,
        )]
        #[serde(crate = "::wagemill_plugin::__private::serde")]
        #[schemars(crate = "::wagemill_plugin::__private::schemars")]
        #deny
        #item
    })
}
