//! Hands the target triple to the manifest, which has to name it.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").expect("cargo sets TARGET for build scripts");
    println!("cargo:rustc-env=WAGEMILL_TARGET={target}");
}
