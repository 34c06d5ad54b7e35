//! What a row's fields say in their attributes.

use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Ident, Lit, LitInt, LitStr, Meta, Type};

/// One field of a row.
pub struct Column {
    pub ident: Ident,
    pub ty: Type,
    pub name: String,
    pub doc: String,
    pub optional: bool,
    pub decimal: Option<(u8, u8)>,
}

/// The fields of a struct with named fields.
pub fn columns(item: &DeriveInput) -> syn::Result<Vec<Column>> {
    let Data::Struct(data) = &item.data else {
        return Err(syn::Error::new(item.span(), "a row is a struct with named fields"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new(item.span(), "a row is a struct with named fields"));
    };
    let mut columns = Vec::new();
    for field in &fields.named {
        let ident = field.ident.clone().expect("named fields have names");
        let mut column = Column {
            name: ident.to_string().trim_start_matches("r#").to_owned(),
            ident,
            ty: field.ty.clone(),
            doc: doc(&field.attrs),
            optional: false,
            decimal: None,
        };
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("column")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("name") {
                    column.name = meta.value()?.parse::<LitStr>()?.value();
                } else if meta.path.is_ident("optional") {
                    column.optional = true;
                } else if meta.path.is_ident("decimal") {
                    let content;
                    syn::parenthesized!(content in meta.input);
                    let precision = content.parse::<LitInt>()?;
                    content.parse::<syn::Token![,]>()?;
                    let scale = content.parse::<LitInt>()?;
                    let digits: (u8, u8) = (precision.base10_parse()?, scale.base10_parse()?);
                    if !(1..=38).contains(&digits.0) || digits.1 > digits.0 {
                        return Err(syn::Error::new(
                            precision.span(),
                            "a decimal has 1 to 38 digits, and no more places than digits",
                        ));
                    }
                    column.decimal = Some(digits);
                } else {
                    return Err(meta.error("a column has `name = \"…\"`, `optional` and `decimal(digits, places)`"));
                }
                Ok(())
            })?;
        }
        columns.push(column);
    }
    Ok(columns)
}

fn doc(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect::<Vec<_>>().join(" ")
}
