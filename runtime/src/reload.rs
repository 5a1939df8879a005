//! Files that are read again when they change.
//!
//! One thread of the process looks at them once a second, as long as there are any. A new file counts when it has stood
//! still between two looks and is right as a whole; until then, and for as long as it is not, the last good one does.

use std::fs::Metadata;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use crate::load::{LoadError, LoadFault, Origin};
use crate::notice::{Notice, Notices};

/// How often files are looked at.
const PERIOD: Duration = Duration::from_secs(1);

/// What is made of a text that the policy names, as it stands now.
pub(crate) struct Reloaded<T>(Arc<Watched<T>>);

/// What makes something of a text.
type Parse<T> = dyn Fn(&str) -> Result<T, LoadFault> + Send + Sync;

struct Watched<T> {
    current: RwLock<Arc<T>>,
    origin: Origin,
    parse: Box<Parse<T>>,
    stamps: Mutex<Stamps>,
    notices: Notices,
}

/// What a file looked like.
struct Stamps {
    /// When it was read last.
    read: Option<Stamp>,
    /// When it was looked at last.
    seen: Option<Stamp>,
}

impl<T: Send + Sync + 'static> Reloaded<T> {
    /// Reads it for the first time; what is a file is read again from then on.
    pub(crate) fn read(
        origin: Origin,
        notices: &Notices,
        parse: impl Fn(&str) -> Result<T, LoadFault> + Send + Sync + 'static,
    ) -> Result<Reloaded<T>, LoadError> {
        // Taken first: what changes while the file is read is seen later.
        let read = Stamp::of(&origin);
        let current = RwLock::new(Arc::new(origin.read(&parse)?));
        let stamps = Mutex::new(Stamps { read, seen: read });
        let (parse, notices) = (Box::new(parse), notices.clone());
        let watched = Arc::new(Watched { current, origin, parse, stamps, notices });
        match &watched.origin {
            Origin::Environment(_) | Origin::Url(_) | Origin::Authorities => {}
            Origin::File(_) => {
                let file: Weak<dyn Look> = Arc::downgrade(&(Arc::clone(&watched) as Arc<dyn Look>));
                watch(file).map_err(|error| LoadError {
                    origin: watched.origin.clone(),
                    fault: LoadFault::Watch(error),
                })?;
            }
        }
        Ok(Reloaded(watched))
    }

    /// Asks it as it stands now. A change waits meanwhile.
    pub(crate) fn ask<A>(&self, question: impl FnOnce(&T) -> A) -> A {
        question(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// As it stands now, for questions that take long.
    pub(crate) fn current(&self) -> Arc<T> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Something that the thread looks at.
trait Look: Send + Sync {
    fn look(&self);
}

impl<T: Send + Sync> Look for Watched<T> {
    fn look(&self) {
        let now = Stamp::of(&self.origin);
        {
            let mut stamps = lock(&self.stamps);
            let stands_still = now == std::mem::replace(&mut stamps.seen, now);
            if !stands_still || now == stamps.read {
                return;
            }
            stamps.read = now;
        }
        match self.origin.read(&self.parse) {
            Ok(new) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                self.notices.tell(&Notice::Reloaded { origin: self.origin.clone() });
            }
            Err(error) => self.notices.tell(&Notice::Kept { error }),
        }
    }
}

/// Everything that is looked at. While it holds anything, the thread runs.
static WATCHED: Mutex<Vec<Weak<dyn Look>>> = Mutex::new(Vec::new());

fn watch(file: Weak<dyn Look>) -> std::io::Result<()> {
    let mut watched = lock(&WATCHED);
    if watched.is_empty() {
        std::thread::Builder::new().name("gatewright keys".to_owned()).spawn(look_at_all)?;
    }
    watched.push(file);
    Ok(())
}

fn look_at_all() {
    loop {
        std::thread::sleep(PERIOD);
        let files: Vec<Arc<dyn Look>> = {
            let mut watched = lock(&WATCHED);
            watched.retain(|file| file.strong_count() > 0);
            if watched.is_empty() {
                return;
            }
            watched.iter().filter_map(Weak::upgrade).collect()
        };
        for file in files {
            // Whoever is told of a change may panic; the other files are looked at all the same.
            let look = std::panic::AssertUnwindSafe(|| file.look());
            drop(std::panic::catch_unwind(look));
        }
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// By what a change of a file is seen without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<std::time::SystemTime>,
    length: u64,
    /// Inode and time of its change, which nobody can set back, where the system has them.
    identity: (u64, i64, i64),
}

impl Stamp {
    fn of(origin: &Origin) -> Option<Stamp> {
        match origin {
            Origin::File(path) => Stamp::of_file(path),
            Origin::Environment(_) | Origin::Url(_) | Origin::Authorities => None,
        }
    }

    fn of_file(path: &Path) -> Option<Stamp> {
        let metadata = std::fs::metadata(path).ok()?;
        let (modified, length) = (metadata.modified().ok(), metadata.len());
        Some(Stamp { modified, length, identity: identity(&metadata) })
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}
