//! The elements that mean something to the reading of an article.

use html5ever::{LocalName, local_name};

macro_rules! tags {
    ($($variant:ident $name:tt,)*) => {
        /// An element by name; all others are [`Tag::Other`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Tag { Document, Text, $($variant,)* Other }

        impl Tag {
            pub fn of(name: &LocalName) -> Self {
                match *name {
                    $(local_name!($name) => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    Html "html", Head "head", Title "title", Meta "meta", Link "link", Base "base", Body "body",
    A "a", Br "br", P "p", Div "div", Span "span", Section "section", Article "article", Main "main", Aside "aside",
    Nav "nav", Header "header", Footer "footer", Form "form", Fieldset "fieldset", Figure "figure",
    Figcaption "figcaption", Caption "caption", Blockquote "blockquote", Pre "pre", Address "address",
    Details "details", Summary "summary", Dialog "dialog", Hr "hr", Center "center",
    H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
    Ul "ul", Ol "ol", Li "li", Dl "dl", Dt "dt", Dd "dd",
    Table "table", Tbody "tbody", Thead "thead", Tfoot "tfoot", Tr "tr", Td "td", Th "th",
    Time "time", Sup "sup", Button "button", Label "label", Select "select", Option "option", Optgroup "optgroup",
    Textarea "textarea", Input "input", Noscript "noscript", Template "template", Object "object", Audio "audio",
    Video "video", Rp "rp", Rt "rt", Menu "menu", Frameset "frameset", Datalist "datalist", Legend "legend",
}

impl Tag {
    /// The level of a heading.
    pub fn heading(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    /// Whether the text before and behind it belongs to other paragraphs.
    pub fn parts_text(self) -> bool {
        matches!(
            self,
            Self::Html
                | Self::Body
                | Self::P
                | Self::Div
                | Self::Section
                | Self::Article
                | Self::Main
                | Self::Aside
                | Self::Nav
                | Self::Header
                | Self::Footer
                | Self::Form
                | Self::Fieldset
                | Self::Figure
                | Self::Figcaption
                | Self::Caption
                | Self::Blockquote
                | Self::Pre
                | Self::Address
                | Self::Details
                | Self::Summary
                | Self::Dialog
                | Self::Hr
                | Self::Center
                | Self::H1
                | Self::H2
                | Self::H3
                | Self::H4
                | Self::H5
                | Self::H6
                | Self::Ul
                | Self::Ol
                | Self::Li
                | Self::Dl
                | Self::Dt
                | Self::Dd
                | Self::Table
                | Self::Tbody
                | Self::Thead
                | Self::Tfoot
                | Self::Tr
                | Self::Td
                | Self::Th
                | Self::Menu
                | Self::Frameset
                | Self::Legend
                | Self::Noscript
        )
    }

    /// Whether what is in it is never read as text.
    pub fn is_silent(self) -> bool {
        matches!(
            self,
            Self::Head
                | Self::Title
                | Self::Template
                | Self::Select
                | Self::Option
                | Self::Optgroup
                | Self::Textarea
                | Self::Button
                | Self::Object
                | Self::Audio
                | Self::Video
                | Self::Rp
                | Self::Rt
                | Self::Datalist
        )
    }
}
