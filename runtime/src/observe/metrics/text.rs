//! The text exposition format of Prometheus, 0.0.4.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use gatewright_core::refusal::{Check, RuleName};

use super::{BOUNDS, Counts, Row};
use crate::observe::shadow::Compared;

pub(super) fn render(counts: &Counts) -> String {
    let mut text = Text { policy: counts.policy.policy, text: String::new() };
    decisions(counts, &mut text);
    durations(counts, &mut text);
    text.head("gatewright_alerts_total", "counter", "Alerts that were raised.");
    for (alert, times) in counts.policy.alerts.iter().zip(&counts.alerts) {
        text.line("gatewright_alerts_total", &[("alert", alert.name)], read(times));
    }
    let lost = "gatewright_records_lost_total";
    text.head(lost, "counter", "Records of decisions that could not be written.");
    text.line(lost, &[], read(&counts.lost_records));
    let compared = "gatewright_shadow_decisions_total";
    text.head(compared, "counter", "Decisions of a second policy, compared with the first.");
    for (result, times) in Compared::ALL.into_iter().zip(&counts.comparisons) {
        text.line(compared, &[("result", result.name())], read(times));
    }
    text.text
}

fn decisions(counts: &Counts, text: &mut Text) {
    const NAME: &str = "gatewright_decisions_total";
    text.head(NAME, "counter", "Decisions by how they ended.");
    let routes = counts.policy.routes.iter().copied().chain([""]);
    for (route, row) in routes.zip(&counts.rows) {
        for (outcome, status, times) in
            [("admit", "", &row.admitted), ("preflight", "204", &row.preflights)]
        {
            let labels = [("route", route), ("outcome", outcome), ("rule", ""), ("status", status)];
            if read(times) > 0 || (outcome == "admit" && !route.is_empty()) {
                text.line(NAME, &labels, read(times));
            }
        }
        refusals(counts, route, row, |rule, status, times| {
            let labels =
                [("route", route), ("outcome", "refuse"), ("rule", rule), ("status", status)];
            text.line(NAME, &labels, times);
        });
    }
}

/// The rules of a row that have refused.
fn refusals(counts: &Counts, route: &str, row: &Row, mut tell: impl FnMut(&str, &str, u64)) {
    for part in [""].iter().chain(counts.policy.parts) {
        for check in Check::ALL {
            let Some(refusals) = row.refused.get(counts.place(check, part)) else { continue };
            let times = read(&refusals.times);
            if times > 0 {
                let status = refusals.status.load(Ordering::Relaxed).to_string();
                tell(&RuleName::of(route, check, part), &status, times);
            }
        }
    }
}

fn durations(counts: &Counts, text: &mut Text) {
    const NAME: &str = "gatewright_decision_seconds";
    text.head(NAME, "histogram", "How long decisions took.");
    let mut so_far = 0;
    let bounds = BOUNDS.iter().map(|bound| seconds(u128::from(*bound) * 1000));
    for (bound, times) in bounds.chain(["+Inf".to_owned()]).zip(&counts.durations) {
        so_far += read(times);
        text.line("gatewright_decision_seconds_bucket", &[("le", &bound)], so_far);
    }
    let sum = seconds(u128::from(read(&counts.duration)));
    text.line("gatewright_decision_seconds_sum", &[], sum);
    text.line("gatewright_decision_seconds_count", &[], so_far);
}

/// Nanoseconds as a decimal of seconds.
fn seconds(nanos: u128) -> String {
    let text = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

struct Text {
    policy: &'static str,
    text: String,
}

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let _ = write!(self.text, "{name}{{policy=\"{}\"", escaped(self.policy));
        for (label, text) in labels {
            let _ = write!(self.text, ",{label}=\"{}\"", escaped(text));
        }
        let _ = writeln!(self.text, "}} {value}");
    }
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
