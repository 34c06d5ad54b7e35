//! Pages as trees: what is kept, what is left out, what is bounded.

use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

/// The tree as text: `tag(children)`, without `html`, `head` and `body` around.
fn outline(html: &str) -> String {
    let tree = parse(html, LIMITS).expect("within the limits");
    let mut out = String::new();
    let body = tree.below(Tree::root()).find(|node| tree.tag(*node) == Tag::Body);
    if let Some(body) = body {
        write(&tree, body, &mut out);
    }
    out
}

fn write(tree: &Tree, node: NodeId, out: &mut String) {
    if tree.tag(node) == Tag::Text {
        out.push_str(tree.text(node));
        return;
    }
    out.push_str(&format!("{:?}(", tree.tag(node)).to_lowercase());
    let mut child = tree.first_child(node);
    while let Some(here) = child {
        write(tree, here, out);
        child = tree.next_sibling(here);
    }
    out.push(')');
}

#[test]
fn tags_go_where_browsers_put_them() {
    for (html, expected) in [
        ("<p>a<p>b", "body(p(a)p(b))"),
        ("<table><tr><td>a<td>b</table>c", "body(table(tbody(tr(td(a)td(b))))c)"),
        ("<table>lost<tr><td>a</table>", "body(losttable(tbody(tr(td(a)))))"),
        ("<ul><li>a<li>b</ul>", "body(ul(li(a)li(b)))"),
        ("a < b &lt; c &amp; d", "body(a < b < c & d)"),
        ("<b>x</b> <span>y</span> <span class=z>z</span>", "body(x y span(z))"),
        ("<a href=x>1<a href=y>2", "body(a(1)a(2))"),
        ("<P Class='A'>x</P >y", "body(p(x)y)"),
        ("<p a='>'>x", "body(p(x))"),
        ("<textarea><p>x</textarea>y", "body(textarea(<p>x)y)"),
    ] {
        assert_eq!(outline(html), expected, "{html}");
    }
}

#[test]
fn what_no_article_needs_is_left_out() {
    for html in [
        "<p>a<script>var x = '<p>no</p>';</script>b",
        "<p>a<style>p { }</style>b",
        "<p>a<!-- no -->b",
        "<p>a<!-->b",
        "<p>a<? no ?>b",
        "<p>a<svg><title>no</title></svg>b",
        "<p>a<script><!-- <script> no </script> --></script>b",
        "<p>a<img src=x alt=no>b",
        "<p>a</ no>b",
        "<p>a\0b",
    ] {
        let without: String = outline(html);
        assert!(matches!(without.as_str(), "body(p(ab))"), "{html}: {without}");
    }
}

#[test]
fn attributes_are_kept_once() {
    let tree = parse("<p class='a &amp; b' CLASS=c onclick=x hidden itemprop=\"x\">", LIMITS).expect("a page");
    let p = tree.below(Tree::root()).find(|node| tree.tag(*node) == Tag::P).expect("a paragraph");
    assert_eq!(tree.attribute(p, Attribute::Class), Some("a & b"));
    assert_eq!((tree.attribute(p, Attribute::Hidden), tree.attribute(p, Attribute::Itemprop)), (Some(""), Some("x")));
    assert_eq!(tree.attribute(p, Attribute::Id), None);
}

#[test]
fn json_ld_is_kept_apart() {
    let tree = parse("<script type='application/ld+json'>{\"a\":\"</p>\"}</script><script>x</script>", LIMITS);
    assert_eq!(tree.expect("a page").json_ld, ["{\"a\":\"</p>\"}"]);
}

#[test]
fn elements_are_counted_and_depth_is_bounded() {
    assert_eq!(parse(&"<p>x".repeat(200_000), LIMITS).err(), Some(TooMuch::Elements));
    let tree = parse(&format!("{}deep text", "<div>".repeat(60_000)), LIMITS).expect("a deep page is flattened");
    let text = tree.below(Tree::root()).find(|node| tree.text(*node) == "deep text").expect("the text");
    let mut depth = 0;
    let mut here = text;
    while let Some(parent) = tree.parent(here) {
        depth += 1;
        here = parent;
    }
    assert!(depth <= 2 * LIMITS.max_depth, "{depth}");
}

proptest! {
    #[test]
    fn links_between_nodes_are_sound(html in "(<(/?)(p|b|a|i|div|table|tr|td|template|svg|math|select|li|ul|h1|form)( class=x)?>|<!---->|&amp;|é|[a-z ]{1,5}){0,80}") {
        let tree = parse(&html, LIMITS).expect("within the limits");
        let mut seen = std::collections::HashSet::new();
        for node in tree.below(Tree::root()) {
            prop_assert!(seen.insert(node));
            let parent = tree.parent(node).expect("a parent");
            prop_assert!(parent == Tree::root() || seen.contains(&parent));
        }
    }
}
