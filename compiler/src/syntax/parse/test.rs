//! Tests and claims.

use gatewright_core::policy::Span;

use super::super::ast::{
    Caller, Claim, ClaimPath, ClaimSegment, Exchange, Expectation, ExpectedLine, Forwards,
    HeaderLine, Literal, LiteralValue, Never, Test, TestBody, TestCase, Text, UpstreamReply,
    Without, Word,
};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::{Parser, word};
use crate::diagnostic::codes;

impl Parser {
    /// One `Rule::test`; `node` holds its documentation.
    pub(super) fn test(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Test> {
        let mut cases = Vec::new();
        for case in kind.all(Rule::test_case) {
            cases.push(self.test_case(&case)?);
        }
        Some(Test {
            documentation: self.documentation(node),
            name: self.text(&kind.child(Rule::text)?),
            cases,
            span: kind.span(),
        })
    }

    fn test_case(&mut self, node: &Node<'_>) -> Option<TestCase> {
        let name = node.child(Rule::word)?;
        let fields = node.child(Rule::caller_fields);
        let end = fields.as_ref().map_or(name.span(), Node::span);
        let caller = Caller {
            scheme: word(&name),
            fields: self.caller_fields(fields.as_ref())?,
            span: name.span().to(end),
        };
        let times: Vec<_> = node.all(Rule::case_time).collect();
        let addresses: Vec<_> = node.all(Rule::case_address).collect();
        self.refuse_second("`at` is", times.get(1));
        self.refuse_second("`from` is", addresses.get(1));
        let at = match times.first() {
            Some(at) => Some(self.case_time(at)?),
            None => None,
        };
        let from = addresses.first().and_then(|from| from.child(Rule::address));
        let country = addresses.first().and_then(|from| from.child(Rule::word));
        let mut exchanges = Vec::new();
        for exchange in node.all(Rule::exchange) {
            exchanges.push(self.exchange(&exchange)?);
        }
        Some(TestCase {
            caller,
            at,
            from: from.map(|from| Literal { value: self.address(&from), span: from.span() }),
            country: country.map(|country| word(&country)),
            exchanges,
            span: node.span(),
        })
    }

    fn case_time(&mut self, node: &Node<'_>) -> Option<Literal> {
        if let Some(time) = node.child(Rule::time) {
            return Some(Literal {
                value: LiteralValue::Time(self.time(&time)),
                span: time.span(),
            });
        }
        let date = node.child(Rule::date)?;
        Some(Literal { value: LiteralValue::Date(self.date(&date)), span: date.span() })
    }

    fn refuse_second(&mut self, what: &str, second: Option<&Node<'_>>) {
        if let Some(second) = second {
            let message = format!("{what} written twice");
            self.report(codes::REPEATED_PART, message, second.span(), "written again");
        }
    }

    fn exchange(&mut self, node: &Node<'_>) -> Option<Exchange> {
        let times: Vec<_> = node.all(Rule::times).collect();
        let (headers, body) = self.headers_and_body(node)?;
        self.refuse_second("`times` is", times.get(1));
        let times = times.first().and_then(|times| times.child(Rule::count));
        let upstream = match node.child(Rule::upstream_answer) {
            Some(answer) => Some(self.upstream_reply(&answer)?),
            None => None,
        };
        Some(Exchange {
            method: word(&node.child(Rule::method)?),
            target: self.target(&node.child(Rule::request_target)?)?,
            headers,
            body,
            times: times.map(|count| self.count(&count)),
            upstream,
            expectation: self.expectation(&node.child(Rule::expectation)?)?,
            span: node.span(),
        })
    }

    fn upstream_reply(&mut self, node: &Node<'_>) -> Option<UpstreamReply> {
        let status = node.child(Rule::status)?;
        let (headers, body) = self.headers_and_body(node)?;
        Some(UpstreamReply {
            status: status.text().parse().ok()?,
            status_span: status.span(),
            headers,
            body,
            span: node.span(),
        })
    }

    /// What a request or the upstream's answer holds; of what stands twice, the first.
    fn headers_and_body(&mut self, node: &Node<'_>) -> Option<(Vec<HeaderLine>, Option<TestBody>)> {
        let headers: Vec<_> = node.all(Rule::request_headers).collect();
        self.refuse_second("`headers` is", headers.get(1));
        let headers = headers.first().map_or(Vec::new(), |lines| self.header_lines(lines));
        Some((headers, self.test_body(node)?))
    }

    /// The body in a node, if there is one; of several, the first.
    fn test_body(&mut self, node: &Node<'_>) -> Option<Option<TestBody>> {
        let bodies: Vec<_> = node.all(Rule::request_body).collect();
        let forms: Vec<_> = node.all(Rule::request_form).collect();
        self.refuse_second("`body` is", bodies.get(1).or(forms.get(1)));
        match (bodies.first(), forms.first()) {
            (Some(_), Some(form)) => {
                self.refuse_second("`body` is", Some(form));
                None
            }
            (Some(body), None) => self.request_body(body).map(Some),
            (None, Some(form)) => Some(Some(TestBody::Form(self.text(&form.child(Rule::text)?)))),
            (None, None) => Some(None),
        }
    }

    fn target(&mut self, node: &Node<'_>) -> Option<Text> {
        if let Some(text) = node.child(Rule::text) {
            return Some(self.text(&text));
        }
        let plain = node.child(Rule::plain_target)?;
        if plain.text().contains("//") {
            let message = "`//` begins a comment";
            let why = format!("write the target in quotes: `\"{}\"`", plain.text());
            self.report(codes::WRONG_LITERAL, message, plain.span(), &why);
        }
        Some(Text { text: String::from(plain.text()), span: plain.span() })
    }

    fn header_lines(&mut self, node: &Node<'_>) -> Vec<HeaderLine> {
        let lines = node.child(Rule::header_lines);
        let lines = lines.iter().flat_map(|lines| lines.all(Rule::header_line));
        lines
            .filter_map(|line| {
                let mut texts = line.all(Rule::text);
                let name = self.text(&texts.next()?);
                Some(HeaderLine { name, value: self.text(&texts.next()?) })
            })
            .collect()
    }

    fn request_body(&mut self, node: &Node<'_>) -> Option<TestBody> {
        if let Some(file) = node.child(Rule::body_file) {
            return Some(TestBody::File(self.text(&file.child(Rule::text)?)));
        }
        if let Some(text) = node.child(Rule::text) {
            return Some(TestBody::Text(self.text(&text)));
        }
        let json = node.child(Rule::json)?;
        self.refuse_broken_json(&json);
        Some(TestBody::Text(Text { text: String::from(json.text()), span: json.span() }))
    }

    /// What is no JSON is written as a string, so that it is meant.
    fn refuse_broken_json(&mut self, node: &Node<'_>) {
        let text = node.text();
        let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) else { return };
        let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let offset = before.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        let at = text.floor_char_boundary(offset.min(text.len().saturating_sub(1)));
        let start = node.span().start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        let place = Span { start, end: start.saturating_add(1), ..node.span() };
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default();
        self.report(codes::WRONG_LITERAL, "this is not JSON", place, why);
    }

    fn expectation(&mut self, node: &Node<'_>) -> Option<Expectation> {
        let status = node.child(Rule::status)?;
        let forwards = match node.child(Rule::forwards) {
            Some(forwards) => Some(self.forwards(&forwards)?),
            None => None,
        };
        Some(Expectation {
            status: status.text().parse().ok()?,
            status_span: status.span(),
            rule: self.rule_text(node),
            headers: self.expected_lines(node),
            body: self.test_body(node)?,
            forwards,
        })
    }

    fn forwards(&mut self, node: &Node<'_>) -> Option<Forwards> {
        let target = match node.child(Rule::request_target) {
            Some(target) => Some(self.target(&target)?),
            None => None,
        };
        Some(Forwards { target, headers: self.expected_lines(node), span: node.span() })
    }

    /// The headers that are expected in a node; of several blocks, those of the first.
    fn expected_lines(&mut self, node: &Node<'_>) -> Vec<ExpectedLine> {
        let blocks: Vec<_> = node.all(Rule::expected_headers).collect();
        self.refuse_second("`headers` is", blocks.get(1));
        let lines = blocks.first().and_then(|block| block.child(Rule::expected_lines));
        let lines = lines.iter().flat_map(|lines| lines.all(Rule::expected_line));
        lines
            .filter_map(|line| {
                let mut texts = line.all(Rule::text);
                let name = self.text(&texts.next()?);
                let value = texts.next().map(|value| self.text(&value));
                Some(ExpectedLine { name, value, span: line.span() })
            })
            .collect()
    }

    /// The name of a rule in a node, bare or as a string.
    pub(super) fn rule_text(&mut self, node: &Node<'_>) -> Option<Text> {
        if let Some(name) = node.child(Rule::rule_name) {
            return Some(Text { text: String::from(name.text()), span: name.span() });
        }
        Some(self.text(&node.child(Rule::text)?))
    }

    /// One `Rule::never`; `node` holds its documentation.
    pub(super) fn never(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Never> {
        let mut claims = Vec::new();
        for claim in kind.all(Rule::claim) {
            claims.push(self.claim(&claim)?);
        }
        Some(Never {
            documentation: self.documentation(node),
            name: self.text(&kind.child(Rule::text)?),
            claims,
            span: kind.span(),
        })
    }

    fn claim(&mut self, node: &Node<'_>) -> Option<Claim> {
        let without = match node.child(Rule::without) {
            Some(without) => Some(self.without(&without)?),
            None => None,
        };
        Some(Claim {
            methods: node.all(Rule::method).map(|method| word(&method)).collect(),
            path: self.claim_path(&node.child(Rule::claim_path)?),
            without,
            span: node.span(),
        })
    }

    fn claim_path(&mut self, node: &Node<'_>) -> ClaimPath {
        let written: Vec<_> = node.all(Rule::claim_segment).collect();
        let mut segments = Vec::new();
        for (number, segment) in written.iter().enumerate() {
            if segment.child(Rule::any_segments).is_some() {
                segments.push(ClaimSegment::Several);
                continue;
            }
            if segment.child(Rule::any_segment).is_some() {
                segments.push(ClaimSegment::Any);
                continue;
            }
            let after_slash = Span { start: segment.span().end, ..segment.span() };
            let literal = segment.child(Rule::segment_literal);
            let literal = literal.map_or_else(
                || Word { text: String::new(), span: after_slash },
                |literal| word(&literal),
            );
            if literal.text.is_empty() && number + 1 < written.len() {
                self.report(
                    codes::WRONG_LITERAL,
                    "a path cannot hold an empty segment",
                    segment.span(),
                    "nothing stands between the slashes",
                );
            }
            segments.push(ClaimSegment::Literal(literal));
        }
        ClaimPath { segments, span: node.span() }
    }

    fn without(&mut self, node: &Node<'_>) -> Option<Without> {
        if let Some(auth) = node.child(Rule::claim_auth) {
            return Some(Without::Auth(auth.span()));
        }
        if let Some(step_up) = node.child(Rule::claim_step_up) {
            return Some(Without::StepUp(self.word(&step_up)?));
        }
        self.expression(&node.child(Rule::expression)?).map(Without::Expression)
    }
}
