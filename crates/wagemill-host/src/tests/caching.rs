//! Private copies and remembered hashes.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::cache::Cache;
use crate::files;

fn write(path: &Path, bytes: &[u8], age: Duration) {
    fs::write(path, bytes).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - age).unwrap();
}

const OLD: Duration = Duration::from_secs(3600);
/// The hash of `one`.
const ONE: &str = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";

#[test]
fn a_copy_is_named_by_its_hash_and_reused() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("libone.so");
    write(&library, b"one", OLD);
    let cache = Cache::open(Some(folder.path().join("cache")));
    let copy = cache.private_copy(&library).unwrap();
    assert_eq!((copy.hashed.sha256.as_str(), copy.hashed.size), (ONE, 3));
    assert_eq!(copy.path.parent().unwrap(), folder.path().join("cache/plugins"));
    assert_eq!(fs::read(&copy.path).unwrap(), b"one");
    assert_ne!(copy.path, library);
    let written = fs::metadata(&copy.path).unwrap().modified().unwrap();
    // The library cannot be read any more: its hash is remembered, its copy is there.
    let again = Cache::open(Some(folder.path().join("cache"))).private_copy(&library).unwrap();
    assert_eq!(again.hashed, copy.hashed);
    assert_eq!(fs::metadata(&again.path).unwrap().modified().unwrap(), written);
    assert!(fs::read_to_string(folder.path().join("cache/library-hashes.json")).unwrap().contains(ONE));
}

#[test]
fn a_changed_library_is_hashed_again() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("lib.so");
    let cache = Cache::open(Some(folder.path().join("cache")));
    write(&library, b"one", OLD);
    let one = cache.private_copy(&library).unwrap();
    write(&library, b"two", OLD - Duration::from_secs(1));
    let two = cache.private_copy(&library).unwrap();
    assert_ne!(one.hashed.sha256, two.hashed.sha256);
    assert_eq!(fs::read(&one.path).unwrap(), b"one", "what may be loaded stays as it is");
    assert_eq!(fs::read(&two.path).unwrap(), b"two");
}

#[test]
fn a_library_that_was_just_written_is_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("lib.so");
    let cache = Cache::open(Some(folder.path().join("cache")));
    write(&library, b"one", Duration::ZERO);
    cache.private_copy(&library).unwrap();
    assert!(!folder.path().join("cache/library-hashes.json").exists());
}

#[test]
fn a_damaged_copy_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("lib.so");
    write(&library, b"one", OLD);
    let cache = Cache::open(Some(folder.path().join("cache")));
    let copy = cache.private_copy(&library).unwrap();
    fs::write(&copy.path, b"on").unwrap();
    assert_eq!(fs::read(cache.private_copy(&library).unwrap().path).unwrap(), b"one");
    fs::write(folder.path().join("cache/library-hashes.json"), "garbage").unwrap();
    fs::write(&copy.path, b"two").unwrap();
    assert_eq!(fs::read(cache.private_copy(&library).unwrap().path).unwrap(), b"one");
}

#[test]
fn without_a_cache_the_copy_is_temporary() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("lib.so");
    write(&library, b"one", OLD);
    // A file where the cache folder should be.
    let copy = Cache::open(Some(library.clone())).private_copy(&library).unwrap();
    assert_eq!(fs::read(&copy.path).unwrap(), b"one");
    let path = copy.path.clone();
    drop(copy);
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn nobody_else_can_enter_the_cache() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    fs::create_dir(&cache).unwrap();
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o777)).unwrap();
    files::private_folder(&cache).unwrap();
    assert_eq!(fs::metadata(&cache).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn copies_that_no_library_needs_are_removed_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("lib.so");
    let cache = Cache::open(Some(folder.path().join("cache")));
    write(&library, b"one", OLD);
    let one = cache.private_copy(&library).unwrap();
    write(&library, b"two", OLD * 2);
    let two = cache.private_copy(&library).unwrap();
    assert!(one.path.exists(), "it may be in use");
    write(&one.path, b"one", OLD * 24 * 40);
    write(&two.path, b"two", OLD * 24 * 40);
    let other = folder.path().join("other.so");
    write(&other, b"three", OLD);
    cache.private_copy(&other).unwrap();
    assert!(!one.path.exists());
    assert!(two.path.exists(), "its library is still there");
}
