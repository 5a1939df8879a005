//! The paths of used files.

/// The path of a file relative to the main file's folder. `written` is relative to the folder of the file `using`, whose
/// own path is given so, too. What one file can be called, `a.gate`, `./a.gate` and `b/../a.gate`, becomes one.
///
/// # Errors
///
/// Why no file can be used by what is written.
pub(super) fn resolve(using: &str, written: &str) -> Result<String, &'static str> {
    if written.is_empty() {
        return Err("it is empty");
    }
    if written.starts_with('/') {
        return Err("it is absolute: the policy would mean something else on another machine");
    }
    if written.contains(|character: char| character == '\\' || character.is_control()) {
        return Err("it holds a backslash or a control character");
    }
    let last = written.rsplit('/').next().unwrap_or_default();
    if matches!(last, "" | "." | "..") {
        return Err("it names a folder, not a file");
    }
    let mut parts: Vec<&str> = using.split('/').collect();
    parts.pop();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn one_file_has_one_path() {
        for (using, written, path) in [
            ("shop.gate", "a.gate", "a.gate"),
            ("shop.gate", "./a.gate", "a.gate"),
            ("shop.gate", "b/.././/a.gate", "a.gate"),
            ("shop.gate", "../a.gate", "../a.gate"),
            ("common/b.gate", "a.gate", "common/a.gate"),
            ("common/b.gate", "../a.gate", "a.gate"),
            ("common/b.gate", "../../c/a.gate", "../c/a.gate"),
            ("../c/b.gate", "../a.gate", "../a.gate"),
            ("../c/b.gate", "../../a.gate", "../../a.gate"),
        ] {
            assert_eq!(resolve(using, written).as_deref(), Ok(path), "{written} in {using}");
        }
    }

    #[test]
    fn what_names_no_file() {
        for written in ["", "/etc/a.gate", "a\\b.gate", "a\nb", "a/", "a/..", "."] {
            assert!(resolve("shop.gate", written).is_err(), "{written:?}");
        }
    }
}
