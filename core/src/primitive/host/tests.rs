use super::is_known;

const HOSTS: [&str; 2] = ["api.example.com", "127.0.0.1"];

#[test]
fn case_and_port_do_not_count() {
    for host in ["api.example.com", "API.Example.com", "api.example.com:8443", "127.0.0.1:1"] {
        assert!(is_known(host, &HOSTS), "{host}");
    }
}

#[test]
fn nothing_else_is_cut_off() {
    for host in [
        "",
        "example.com",
        "api.example.com.",
        "api.example.com:",
        "api.example.com:80:80",
        "api.example.com:x",
        "evil.com:80@api.example.com",
        "api.example.com ",
    ] {
        assert!(!is_known(host, &HOSTS), "{host}");
    }
}

#[test]
fn no_list_answers_for_any_host() {
    assert!(is_known("anything", &[] as &[&str]));
}
