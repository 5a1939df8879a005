//! The fixture's policy on a real Envoy between a client and an upstream.

use gatewright_compiler::target::Target as _;
use gatewright_compiler::target::artifact::Artifacts;
use gatewright_compiler::target::envoy::Envoy;

use crate::exchange::{Answer, request, send};
use crate::fixture::{Fixture, fixture};
use crate::gateway::{Gateway, free_address};
use crate::upstream::Upstream;

pub(crate) struct Stand {
    pub(crate) fixture: Fixture,
    pub(crate) upstream: Upstream,
    pub(crate) gateway: Gateway,
}

impl Stand {
    pub(crate) fn start() -> Stand {
        Stand::edited(|_| {})
    }

    /// On artefacts that somebody changed.
    pub(crate) fn edited(change: impl FnOnce(&mut Artifacts)) -> Stand {
        let upstream = Upstream::start();
        let address = free_address();
        let fixture = fixture(address, upstream.address);
        let mut artifacts = Envoy.lower(&fixture.policy, &fixture.material).unwrap();
        change(&mut artifacts);
        let gateway = Gateway::start(&artifacts, address);
        Stand { fixture, upstream, gateway }
    }

    /// Sends raw octets and checks the status, the rule and whether the upstream was reached.
    pub(crate) fn raw(&self, octets: &[u8], status: u16, rule: &str) -> Answer {
        let hits = self.upstream.hits();
        let answer = send(self.gateway.address, octets);
        let shown = String::from_utf8_lossy(&octets[..octets.len().min(300)]).into_owned();
        assert_eq!(answer.status, status, "{shown}\n{answer:?}");
        let reached = self.upstream.hits() - hits;
        assert_eq!(reached, usize::from(status == 200), "{shown}\n{answer:?}");
        if status != 200 {
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json"),
                "{shown}\n{answer:?}"
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{shown}\n{answer:?}");
            if !octets.starts_with(b"HEAD ") {
                assert_eq!(answer.rule(), rule, "{shown}\n{answer:?}");
            }
        }
        answer
    }

    pub(crate) fn ask(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
        status: u16,
        rule: &str,
    ) -> Answer {
        self.raw(&request(line, headers, body), status, rule)
    }

    pub(crate) fn with_token(&self, line: &str, token: &str, status: u16, rule: &str) -> Answer {
        self.ask(line, &[("Authorization", &format!("Bearer {token}"))], "", status, rule)
    }
}
