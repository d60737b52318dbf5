use config_schema::{Document, Form, Pointer, yaml::Text};
use std::time::Instant;
fn main() {
    let mut text = String::from("domain: www.acme.om\nsource: https://git.acme.om/site\nredirects:\n");
    let mut n = 0;
    while text.len() < 1_000_000 { text += &format!("  /catalogue/{n}/old-name.html: https://www.acme.om/products/{n} # moved\n"); n += 1; }
    let schema: serde_json::Value = serde_json::json!({"type":"object","properties":{"domain":{"type":"string"},"source":{"type":"string"},"redirects":{"type":"object","patternProperties":{"^/":{"type":"string","pattern":"^(/|https://)"}},"additionalProperties":false}}});
    println!("{n} entries");
    let t = Instant::now(); let read = Text::parse(&text).unwrap(); println!("parse {:?}", t.elapsed());
    let form = Form::compile(&schema);
    let t = Instant::now(); let mut d = Document::with_overrides(form, read.value().clone()); println!("with_overrides {:?}", t.elapsed());
    let t = Instant::now(); d.replace_overrides(read.value().clone()); println!("replace {:?}", t.elapsed());
    let t = Instant::now(); let f = d.fields(&Pointer::ROOT.child("redirects")); println!("fields {} {:?}", f.len(), t.elapsed());
    let t = Instant::now(); let k = f.iter().filter(|x| f.iter().rev().find(|y| y.pointer == x.pointer).is_some()).count(); println!("quadratic {} {:?}", k, t.elapsed());
    let t = Instant::now(); for i in 0..100 { let _ = d.field(&f[i].pointer); } println!("100 field() {:?}", t.elapsed());
    let t = Instant::now(); let i = d.issues().count(); println!("issues {} {:?}", i, t.elapsed());
    let t = Instant::now(); let l: usize = f.iter().take(100).map(|x| read.line_of(&x.pointer)).sum(); println!("100 line_of {} {:?}", l, t.elapsed());
    let t = Instant::now(); for x in f.iter().take(100) { let _ = d.fields(&x.pointer); } println!("100 fields(leaf) {:?}", t.elapsed());
}
