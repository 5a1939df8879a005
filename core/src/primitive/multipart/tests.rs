#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;

use super::*;
use crate::policy::{Bounds, Presence};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00";

fn rules() -> [FileRule<'static>; 2] {
    let (max, media_types) = (20, &["image/png", "text/csv"][..]);
    let list = Some(Bounds { min: Some(1), max: Some(2) });
    [
        FileRule { name: "photo", presence: Presence::Required, list: None, max, media_types },
        FileRule { name: "more", presence: Presence::Optional, list, max, media_types },
    ]
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [b"--b\r\n", head.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat()
}

fn text(name: &str, content: &str) -> Vec<u8> {
    part(&format!("Content-Disposition: form-data; name=\"{name}\""), content.as_bytes())
}

fn file(name: &str, file_name: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let disposition =
        format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"");
    part(&format!("{disposition}\r\nContent-Type: {media_type}"), content)
}

fn photo() -> Vec<u8> {
    file("photo", "a.png", "image/png", PNG)
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat()[..], b"--b--\r\n"].concat()
}

fn found(body: &[u8]) -> Result<Parts<'_>, String> {
    read(body, b"b", &rules()).map_err(|error| error.to_string())
}

fn wrong(body: &[u8]) -> String {
    match found(body) {
        Ok(parts) => panic!("{} {parts:?}", String::from_utf8_lossy(body)),
        Err(error) => error,
    }
}

#[test]
fn boundaries_are_announced_in_few_ways() {
    let named =
        |text: &str| boundary(text.as_bytes()).map(|it| String::from_utf8_lossy(it).into_owned());
    for (announced, due) in [
        ("multipart/form-data; boundary=abc", "abc"),
        ("Multipart/Form-Data;Boundary=\"a:b/c=(d)?\"", "a:b/c=(d)?"),
        ("multipart/form-data;\tboundary=----WebKitFormBoundaryX", "----WebKitFormBoundaryX"),
        (&format!("multipart/form-data; boundary={}", "a".repeat(70)), &"a".repeat(70)),
    ] {
        assert_eq!(named(announced).as_deref(), Some(due), "{announced}");
    }
    for announced in [
        "",
        "multipart/form-data",
        "multipart/form-data;",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=\"a b\"",
        "multipart/form-data; boundary=\"a\\b\"",
        "multipart/form-data; boundary=a:b",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a; charset=utf-8",
        "multipart/form-data; charset=utf-8; boundary=a",
        "multipart/form-data; boundary = a",
        "multipart/form-data, multipart/form-data; boundary=a",
        "multipart/mixed; boundary=a",
        "application/x-www-form-urlencoded; boundary=a",
        &format!("multipart/form-data; boundary={}", "a".repeat(71)),
    ] {
        assert_eq!(named(announced), None, "{announced}");
    }
}

#[test]
fn parts_are_texts_and_files() {
    let csv = file("more", "b.csv", "Text/CSV", b"a,b\n\r\n--");
    let all = body(&[text("title", "a\r\n\u{e9}"), photo(), csv.clone(), text("title", ""), csv]);
    let parts = found(&all).unwrap();
    assert_eq!(parts.texts, [("title", "a\r\n\u{e9}"), ("title", "")]);
    let [photos, more] = parts.files.as_slice() else { panic!("{parts:?}") };
    assert_eq!((photos.len(), more.len()), (1, 2));
    assert_eq!((photos[0].file_name, photos[0].content), (Some("a.png"), PNG));
    assert_eq!(more[1].content, b"a,b\n\r\n--");
    assert!(found(&[&photo()[..], b"--b--"].concat()).is_ok(), "the last line end may lack");
    let plain =
        "Content-Type: text/plain; charset=UTF-8\r\ncontent-disposition:form-data;name=\"a\"";
    assert_eq!(found(&body(&[photo(), part(plain, b"x")])).unwrap().texts, [("a", "x")]);
}

#[test]
fn what_readers_read_differently_is_no_body() {
    let good = body(&[photo()]);
    let (ends, delimiter) = (MalformedPart::Ends.to_string(), MalformedPart::Delimiter.to_string());
    let change = |from: &str, to: &str| {
        let text = String::from_utf8_lossy(&good).replace(from, to);
        text.into_bytes()
    };
    for (octets, why) in [
        (Vec::new(), &ends),
        (b"--b--\r\n".to_vec(), &ends),
        ([b"preamble\r\n", &good[..]].concat(), &ends),
        ([b"\r\n", &good[..]].concat(), &ends),
        ([&good[..], b"epilogue"].concat(), &ends),
        ([&good[..], &good[..]].concat(), &ends),
        (good[..good.len() - 8].to_vec(), &ends),
        (change("--b--", "--b-"), &delimiter),
        (change("--b--", "--b  --"), &delimiter),
        (change("--b\r\n", "--b \r\n"), &delimiter),
        (change("--b\r\n", "--b\n"), &delimiter),
        (change("\r\n--b--", "\n--b--"), &delimiter),
        (body(&[text("a", "x\n--b\nContent-Disposition: form-data"), photo()]), &delimiter),
        (body(&[text("a", "x--b"), photo()]), &delimiter),
        (body(&[text("a", "x\r\n--bb"), photo()]), &delimiter),
    ] {
        assert_eq!(wrong(&octets), *why, "{}", String::from_utf8_lossy(&octets));
    }
}

#[test]
fn parts_say_their_name_and_nothing_else() {
    let (head, header) = (MalformedPart::Head.to_string(), MalformedPart::Header.to_string());
    let (name, file_name) = (MalformedPart::Name.to_string(), MalformedPart::FileName.to_string());
    let plain = "Content-Disposition: form-data; name=\"a\"";
    for (said, why) in [
        ("", &header),
        ("Content-Type: text/plain", &name),
        (&format!("{plain}\r\n{plain}"), &header),
        (&format!("{plain}\r\nContent-Transfer-Encoding: base64"), &header),
        (&format!("{plain}\r\nContent-Length: 1"), &header),
        (&format!("{plain}\r\n folded"), &header),
        (&format!("{plain}\n X: y"), &header),
        (&format!("{plain}\r\nContent-Type : text/plain"), &header),
        (&format!("{plain}; x=\"{}\"", "y".repeat(1024)), &head),
        ("Content-Disposition: attachment; name=\"a\"", &name),
        ("Content-Disposition: form-data", &name),
        ("Content-Disposition: form-data; name=a", &name),
        ("Content-Disposition: form-data; name=\"\"", &name),
        ("Content-Disposition: form-data; name=\"a\\\"b\"", &name),
        ("Content-Disposition: form-data; name=\"a\"; name=\"b\"", &name),
        ("Content-Disposition: form-data; name*=utf-8''a", &name),
        ("Content-Disposition: form-data; filename=\"x\"; name=\"a\"", &name),
        ("Content-Disposition: form-data; name=\"a\"; filename*=utf-8''x", &name),
        ("Content-Disposition: form-data; name=\"a\"; filename=\"x\"; filename*=utf-8''y", &name),
        ("Content-Disposition: form-data; name=\"a\"; filename=x", &name),
        ("Content-Disposition: form-data; name=\"a\";", &name),
        ("Content-Disposition: form-data; name=\"photo\"; filename=\"\"", &file_name),
        ("Content-Disposition: form-data; name=\"photo\"; filename=\"../x\"", &file_name),
    ] {
        assert_eq!(wrong(&body(&[part(said, b"x"), photo()])), *why, "{said}");
    }
    let latin =
        [&b"--b\r\nContent-Disposition: form-data; name=\"\xe9\"\r\n\r\n\r\n--b--"[..]].concat();
    assert_eq!(wrong(&latin), head);
    let html = part(&format!("{plain}\r\nContent-Type: text/html"), b"x");
    assert_eq!(wrong(&body(&[html, photo()])), MalformedPart::Text.to_string());
    let latin = part(plain, b"\xe9");
    assert_eq!(wrong(&body(&[latin, photo()])), MalformedPart::Text.to_string());
}

#[test]
fn names_of_files_are_plain() {
    for name in ["a", "a.png", "a.b.tar.gz", "r\u{e9}sum\u{e9} 2.pdf", &"a".repeat(255)] {
        assert!(is_file_name(name), "{name}");
    }
    for name in [
        "",
        ".",
        "..",
        ".htaccess",
        "a/b",
        "..\\a",
        "c:a",
        "a\u{0}.png",
        "a\r\nb",
        "a.",
        " a",
        "a ",
        "a%2e",
        "a*",
        "a?",
        "a<",
        "a|b",
        "a;b",
        "-rf",
        "~root",
        "a\u{61c}b",
        "a\u{2028}b",
        "a\u{2029}b",
        "a\u{202e}gnp.exe",
        "\u{feff}a",
        &"a".repeat(256),
    ] {
        assert!(!is_file_name(name), "{name}");
    }
}

#[test]
fn files_are_what_their_fields_take() {
    let with = |part: Vec<u8>| wrong(&body(&[photo(), part]));
    let size = "the file `more` is larger than its field takes";
    let kind = "the file `more` is of no media type that its field takes";
    assert!(found(&body(&[photo(), file("more", "a.csv", "text/csv", &[b'a'; 20])])).is_ok());
    assert_eq!(with(file("more", "a.csv", "text/csv", &[b'a'; 21])), size);
    assert_eq!(with(file("more", "a.csv", "text/html", b"a")), kind);
    assert_eq!(with(file("more", "a.csv", "text/csv; charset=utf-8", b"a")), kind);
    assert_eq!(with(file("more", "a.png", "image/png", b"<html>")), kind);
    assert_eq!(with(file("more", "a.png", "image/png", b"")), kind);
    assert_eq!(with(text("more", "a")), "/more: value not of its type");
    assert_eq!(with(file("title", "a.csv", "text/csv", b"a")), "/title: value not of its type");
    assert_eq!(with(photo()), MalformedPart::Repeated.to_string());
    assert_eq!(wrong(&body(&[text("a", "")])), "the body: field `photo` is missing");
    let csv = file("more", "a.csv", "text/csv", b"a");
    assert_eq!(
        wrong(&body(&[photo(), csv.clone(), csv.clone(), csv])),
        "/more: number of items out of bounds"
    );
    // What is no body wins over what is wrong with a part.
    let large = file("more", "a.csv", "text/csv", &[b'a'; 21]);
    assert_eq!(wrong(&body(&[large, photo(), text("", "")])), MalformedPart::Name.to_string());
}

/// Were the time the square of the size anywhere, this would not end.
#[test]
fn hostile_boundaries_end() {
    let size = 16 << 20;
    let head = "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    for (boundary, filler) in [
        (&b"x"[..], &b"a"[..]),
        (&[b'-'; 70], b"\r\n-"),
        (&[b'a'; 70], b"--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (b"abababababababababababababab", b"--ababababababababababababa"),
    ] {
        let filler: Vec<u8> = filler.iter().copied().cycle().take(size).collect();
        let delimiter = [b"--", boundary].concat();
        let body = [&delimiter[..], head.as_bytes(), &filler, b"\r\n", &delimiter, b"--"].concat();
        let read: Result<Vec<_>, _> = parts(&body, boundary).collect();
        let read: Vec<&[u8]> = read.unwrap().iter().map(|part| part.content).collect();
        assert_eq!(read, [filler]);
        let many = [&delimiter[..], head.as_bytes(), b"\r\n"].concat();
        let many = many.repeat(size / many.len());
        let count = parts(&many, boundary).filter(Result::is_ok).count();
        assert_eq!(count + 1, size / (delimiter.len() + head.len() + 2), "the last one has no end");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..5),
    ) {
        let parts: Vec<Vec<u8>> =
            contents.iter().map(|content| file("more", "a", "text/csv", content)).collect();
        let body = body(&parts);
        let read: Result<Vec<_>, _> = super::parts(&body, b"b").collect();
        let holds = contents.iter().any(|content| content.windows(3).any(|it| it == b"--b"));
        match read {
            Ok(read) => {
                let read: Vec<_> = read.iter().map(|part| part.content.to_vec()).collect();
                prop_assert_eq!(read, contents);
            }
            Err(error) => prop_assert!(holds, "{}", error),
        }
    }

    #[test]
    fn no_octets_make_it_panic(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24),
        other in prop::collection::vec(any::<u8>(), 0..8),
    ) {
        let body = [pieces.concat(), other].concat();
        if let Ok(parts) = read(&body, b"b", &rules()) {
            prop_assert_eq!(parts.files[0].len(), 1);
            // However it is read, there are as many delimiters as parts and an end.
            let count = body.windows(3).filter(|window| *window == b"--b").count();
            prop_assert_eq!(count, 1 + parts.texts.len() + parts.files.iter().map(Vec::len).sum::<usize>());
        }
    }
}

const PIECES: [&[u8]; 16] = [
    b"--b", b"\r\n", b"--", b"\n", b"--b\r\n", b"\r\n\r\n", b"\r\n--b--\r\n", b"Content-Disposition: form-data; ",
    b"name=\"photo\"", b"; filename=\"a\"", b"name=\"title\"", b"\r\nContent-Type: image/png", PNG, b"x",
    b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n",
    b"\r\n--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\ntea",
];
