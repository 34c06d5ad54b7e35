//! HTML into a small tree of bounded size and depth, whatever the page says.
//!
//! The tree builder of html5ever decides where a tag belongs; `tokens` feeds it, `tree` takes what it builds.

mod builder;
mod references;
mod tags;
mod tokens;
mod tree;

pub use builder::{Limits, TooMuch, parse};
pub use tags::Tag;
pub use tree::{Attribute, NodeId, Tree};

#[cfg(test)]
mod tests;
