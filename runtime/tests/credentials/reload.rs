//! Keys and users that change while the service runs.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatewright::{Notice, Origin};
use gatewright_issuer::{ApiKey, KeyRing, keys_file};
use serde_json::json;

use crate::twin::{Memory, NOW, Twin, get, issuer, router, token};

gatewright::policy!("tests/credentials/places.gate");

type Service = gatewright::PolicyService<axum::Router, places::Policy>;
type Told = Arc<Mutex<Vec<String>>>;

struct Fixture {
    folder: tempfile::TempDir,
    twin: Twin<Service>,
    told: Told,
}

fn write(folder: &Path, file: &str, text: &str) {
    // As whoever deploys does it: the new file takes the old one's place at once.
    let new = folder.join("new");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(new, folder.join(file)).unwrap();
}

fn fixture(ring: &KeyRing, key: &ApiKey) -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "jwks.json", &ring.jwk_set().to_string());
    for file in ["visitors.keys", "partners.keys"] {
        write(folder.path(), file, &keys_file(std::slice::from_ref(key)));
    }
    let (memory, clock) = (Memory::default(), gatewright::ManualClock::at(NOW));
    let told = Told::default();
    let receiver = Arc::clone(&told);
    let loaded = places::Policy::load(folder.path()).unwrap().with_clock(clock.clone());
    let loaded = loaded.with_notices(move |notice| {
        let line = if let Notice::Reloaded { origin: Origin::File(path) } = notice {
            format!("reloaded {}", path.file_name().unwrap().display())
        } else {
            "kept".to_owned()
        };
        receiver.lock().unwrap().push(line);
    });
    let service = loaded.protect(router(&memory));
    let twin = Twin::new(service, memory, clock, include_str!("places.gate"), Default::default());
    Fixture { folder, twin, told }
}

impl Fixture {
    /// Waits until so much has been told.
    async fn until_told(&self, lines: &[&str]) {
        let began = Instant::now();
        loop {
            let told = self.told.lock().unwrap().clone();
            if lines.iter().all(|line| told.iter().any(|told| told == line)) {
                return self.told.lock().unwrap().clear();
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{told:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn by_key(&self, key: &ApiKey) -> u16 {
        self.twin.ask_service(&get("/partners").with("x-api-key", key.secret.as_str())).await.status
    }

    async fn by_token(&self, token: &str) -> u16 {
        self.twin.ask_service(&get("/browsers").bearer(token)).await.status
    }
}

#[tokio::test]
async fn a_file_of_keys_is_read_again_when_it_changes() {
    let (old, new) = (key("old"), key("new"));
    let fixture = fixture(&issuer(), &old);
    assert_eq!((fixture.by_key(&old).await, fixture.by_key(&new).await), (200, 401));
    write(fixture.folder.path(), "partners.keys", &keys_file(std::slice::from_ref(&new)));
    fixture.until_told(&["reloaded partners.keys"]).await;
    assert_eq!((fixture.by_key(&old).await, fixture.by_key(&new).await), (401, 200));
}

#[tokio::test]
async fn what_is_broken_changes_nothing_until_it_is_whole() {
    let (old, new) = (key("old"), key("new"));
    let fixture = fixture(&issuer(), &old);
    for broken in [
        "sha256:0000 id=x".to_owned(),
        format!("{}nonsense\n", keys_file(std::slice::from_ref(&new))),
    ] {
        write(fixture.folder.path(), "partners.keys", &broken);
        fixture.until_told(&["kept"]).await;
        assert_eq!((fixture.by_key(&old).await, fixture.by_key(&new).await), (200, 401));
    }
    std::fs::remove_file(fixture.folder.path().join("partners.keys")).unwrap();
    fixture.until_told(&["kept"]).await;
    assert_eq!(fixture.by_key(&old).await, 200);
    write(fixture.folder.path(), "partners.keys", &keys_file(std::slice::from_ref(&new)));
    fixture.until_told(&["reloaded partners.keys"]).await;
    assert_eq!((fixture.by_key(&old).await, fixture.by_key(&new).await), (401, 200));
}

/// A token that was verified before is not believed when its key is gone.
#[tokio::test]
async fn with_new_keys_nothing_is_remembered() {
    let (old, new) = (issuer(), issuer());
    let fixture = fixture(&old, &key("old"));
    let (by_old, by_new) = (token(&old, "places", json!({})), token(&new, "places", json!({})));
    assert_eq!((fixture.by_token(&by_old).await, fixture.by_token(&by_new).await), (200, 401));
    assert_eq!(fixture.by_token(&by_old).await, 200);
    write(fixture.folder.path(), "jwks.json", "{\"keys\":[]}");
    fixture.until_told(&["kept"]).await;
    assert_eq!((fixture.by_token(&by_old).await, fixture.by_token(&by_new).await), (200, 401));
    write(fixture.folder.path(), "jwks.json", &new.jwk_set().to_string());
    // Four schemes read the file.
    let began = Instant::now();
    while fixture.told.lock().unwrap().iter().filter(|told| *told == "reloaded jwks.json").count()
        < 4
    {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((fixture.by_token(&by_old).await, fixture.by_token(&by_new).await), (401, 200));
}

fn key(id: &str) -> ApiKey {
    ApiKey::generate(id, &["viewer"], None).unwrap()
}
