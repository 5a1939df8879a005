use super::*;

#[test]
fn it_is_the_nginx_target() {
    assert_eq!(Nginx.kind(), TargetKind::Nginx);
}
