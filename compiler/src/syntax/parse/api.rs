//! APIs, routes and their clauses.

use gatewright_core::policy::{Carrier, Method, ReturnShape, Span};

use super::super::ast::{
    AllowClause, Api, ApiRule, ApiRuleKind, AuthClause, BodyClause, BodyContent, CorsClause,
    DeclaredClause, DenyClause, FileField, Key, KeyForm, LimitClause, MultipartBody,
    OverrideClause, PathSegment, PathTemplate, QueryClause, RequireClause, ReturnsClause, Route,
    RouteClause, SchemaExpression, Setting, StepUpClause, ToClause, UpstreamClause, Value, Word,
};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::later::Place;
use super::schema::bounds_of;
use super::{Parser, word};
use crate::check::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};

impl Parser {
    /// One `Rule::api`; `node` holds its documentation.
    pub(super) fn api(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Api> {
        let rules = kind.all(Rule::api_rule).filter_map(|rule| self.api_rule(&rule)).collect();
        let settings =
            kind.all(Rule::setting).filter_map(|setting| self.setting(&setting, Place::Api));
        let settings = settings.collect();
        let mut lifetime = Vec::new();
        for part in kind.all(Rule::lifetime) {
            lifetime.push(self.lifetime(&part.children().next()?)?);
        }
        Some(Api {
            documentation: self.documentation(node),
            name: self.word(kind)?,
            path: self.path(&kind.child(Rule::path)?)?,
            lifetime,
            settings,
            rules,
            routes: kind.all(Rule::route).filter_map(|route| self.route(&route)).collect(),
            span: kind.span(),
        })
    }

    fn api_rule(&mut self, node: &Node<'_>) -> Option<ApiRule> {
        let key = word(&node.child(Rule::api_rule_word)?);
        let kind = if key.text == "deny" { ApiRuleKind::Deny } else { ApiRuleKind::Require };
        let span = key.span.to(node.span());
        Some(ApiRule {
            documentation: self.documentation(node),
            kind,
            key,
            condition: self.expression(&node.child(Rule::expression)?)?,
            span,
        })
    }

    fn route(&mut self, node: &Node<'_>) -> Option<Route> {
        let written = node.child(Rule::method)?;
        let method = Method::ALL.into_iter().find(|method| method.name() == written.text());
        if method.is_none() {
            let names = || Method::ALL.into_iter().map(Method::name);
            let error = Diagnostic::error(
                codes::SYNTAX,
                format!("there is no method `{}`", written.text()),
            )
            .label(written.span(), "not a method");
            self.diagnostics.push(match suggest::similar(written.text(), names()) {
                Some(better) => better.offer(error, written.span(), Vocabulary::Language),
                None => {
                    error.note(format!("a route begins with one of {}", suggest::list(names())))
                }
            });
        }
        let path = self.path(&node.child(Rule::path)?);
        let ignored = [Rule::documentation, Rule::method, Rule::path];
        let clauses = node.children().filter(|child| !ignored.contains(&child.rule()));
        let clauses = clauses.filter_map(|clause| self.clause(&clause)).collect();
        Some(Route {
            documentation: self.documentation(node),
            method: method?,
            method_span: written.span(),
            path: path?,
            clauses,
            span: written.span().to(node.span()),
        })
    }

    fn path(&mut self, node: &Node<'_>) -> Option<PathTemplate> {
        let written: Vec<_> = node.all(Rule::segment).collect();
        let mut segments = Vec::new();
        for (number, segment) in written.iter().enumerate() {
            if let Some(parameter) = segment.child(Rule::path_parameter) {
                segments.push(PathSegment::Parameter {
                    name: self.word(&parameter)?,
                    value: self.type_expression(&parameter.child(Rule::type_expression)?)?,
                    span: parameter.span(),
                });
                continue;
            }
            let last = number + 1 == written.len();
            segments.push(PathSegment::Literal(self.path_literal(segment, last)));
        }
        Some(PathTemplate { segments, span: node.span() })
    }

    /// What a segment says that holds no parameter; only the last of a path may be empty.
    pub(super) fn path_literal(&mut self, segment: &Node<'_>, last: bool) -> Word {
        let after_slash = Span { start: segment.span().end, ..segment.span() };
        let literal = segment.child(Rule::segment_literal).map_or_else(
            || Word { text: String::new(), span: after_slash },
            |literal| word(&literal),
        );
        match literal.text.as_str() {
            "" if !last => self.report(
                codes::WRONG_LITERAL,
                "a path cannot hold an empty segment",
                segment.span(),
                "nothing stands between the slashes",
            ),
            "." | ".." => self.report(
                codes::WRONG_LITERAL,
                format!("a path cannot hold the segment `{}`", literal.text),
                literal.span,
                "no request with such a path is let in",
            ),
            _ => {}
        }
        literal
    }

    fn clause(&mut self, node: &Node<'_>) -> Option<RouteClause> {
        let span = node.span();
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the grammar admits only these here; anything else is reported as a fault of the parser"
        )]
        match node.rule() {
            Rule::allow => {
                let who = self.word(&node.child(Rule::who)?)?;
                let when = match node.child(Rule::expression) {
                    Some(expression) => Some(self.expression(&expression)?),
                    None => None,
                };
                Some(RouteClause::Allow(AllowClause { who, when, span }))
            }
            Rule::deny => {
                let when = self.expression(&node.child(Rule::expression)?)?;
                Some(RouteClause::Deny(DenyClause { when, span }))
            }
            Rule::require => {
                let condition = self.expression(&node.child(Rule::expression)?)?;
                Some(RouteClause::Require(RequireClause { condition, span }))
            }
            Rule::step_up_clause => {
                Some(RouteClause::StepUp(StepUpClause { names: self.listed(node), span }))
            }
            Rule::hide => Some(RouteClause::Hide(span)),
            Rule::auth_clause => {
                Some(RouteClause::Auth(AuthClause { names: self.listed(node), span }))
            }
            Rule::upstream_clause => {
                Some(RouteClause::Upstream(UpstreamClause { name: self.word(node)?, span }))
            }
            Rule::to => {
                let path = self.derived_path(&node.child(Rule::derived_path)?)?;
                Some(RouteClause::To(ToClause { path, span }))
            }
            Rule::send => {
                let value = Value::Block(self.block(&node.child(Rule::block)?, Place::Nested));
                Some(RouteClause::Send(clause_setting(&node.child(Rule::kw_send)?, value, span)))
            }
            Rule::drop => {
                let value = Value::List(self.list(&node.child(Rule::list)?)?);
                Some(RouteClause::Drop(clause_setting(&node.child(Rule::kw_drop)?, value, span)))
            }
            Rule::query => {
                let schema = self.schema_reference(&node.child(Rule::schema_reference)?)?;
                Some(RouteClause::Query(QueryClause { schema, span }))
            }
            Rule::declared => {
                let word = node.child(Rule::kw_declared)?;
                let mut carriers = [Carrier::Headers, Carrier::Cookies].into_iter();
                let carrier = carriers.find(|carrier| carrier.word() == word.text())?;
                let schema = self.schema_reference(&node.child(Rule::schema_reference)?)?;
                Some(RouteClause::Declared(DeclaredClause { carrier, schema, span }))
            }
            Rule::body => self.body(node).map(RouteClause::Body),
            Rule::returns => self.returns(node).map(RouteClause::Returns),
            Rule::route_limit => {
                Some(RouteClause::Limit(LimitClause { names: self.listed(node), span }))
            }
            Rule::override_ => {
                let keys = self.words(&node.child(Rule::names)?);
                Some(RouteClause::Override(OverrideClause { keys, span }))
            }
            Rule::route_cors => {
                Some(RouteClause::Cors(CorsClause { name: self.word(node)?, span }))
            }
            Rule::deprecated | Rule::sunset | Rule::successor => {
                self.lifetime(node).map(RouteClause::Lifetime)
            }
            Rule::later_clause => {
                let first = node.child(Rule::later_clause_word)?;
                self.not_yet(&format!("`{}` on a route", first.text()), first.span());
                None
            }
            _ => None,
        }
    }

    /// One name, or the names between brackets.
    fn listed(&self, node: &Node<'_>) -> Vec<Word> {
        match node.child(Rule::names) {
            Some(list) => self.words(&list),
            None => self.words(node),
        }
    }

    fn body(&mut self, node: &Node<'_>) -> Option<BodyClause> {
        let max = node.child(Rule::max);
        let content = if let Some(any) = node.child(Rule::any_body) {
            Some(BodyContent::Any(any.span()))
        } else if let Some(form) = node.child(Rule::form_body) {
            let schema = form.child(Rule::schema_reference)?;
            Some(BodyContent::Form(self.schema_reference(&schema)?))
        } else if let Some(multipart) = node.child(Rule::multipart_body) {
            Some(BodyContent::Multipart(self.multipart(&multipart)?))
        } else if let Some(one_of) = node.child(Rule::one_of) {
            Some(BodyContent::Schema(SchemaExpression::OneOf(self.one_of(&one_of)?)))
        } else if let Some(schema) = node.child(Rule::schema_reference) {
            let schema = self.schema_reference(&schema)?;
            Some(BodyContent::Schema(SchemaExpression::Reference(schema)))
        } else {
            None
        };
        Some(BodyClause {
            content,
            max: max.and_then(|max| self.given(&max, Rule::size, Parser::size)),
            span: node.span(),
        })
    }

    fn multipart(&mut self, node: &Node<'_>) -> Option<MultipartBody> {
        let schema = match node.child(Rule::schema_reference) {
            Some(schema) => Some(self.schema_reference(&schema)?),
            None => None,
        };
        let files = node.child(Rule::files);
        let mut fields = Vec::new();
        for field in files.iter().flat_map(|files| files.all(Rule::file_field)) {
            fields.push(self.file_field(&field)?);
        }
        Some(MultipartBody { schema, files: fields })
    }

    fn file_field(&mut self, node: &Node<'_>) -> Option<FileField> {
        let file = node.child(Rule::file_type)?;
        let max = file.child(Rule::max)?;
        Some(FileField {
            name: self.word(node)?,
            optional: node.child(Rule::question).map(|mark| mark.span()),
            list: node.child(Rule::bounds).map(|bounds| bounds_of(&bounds)),
            max: self.given(&max, Rule::size, Parser::size),
            media_types: file.all(Rule::text).map(|text| self.text(&text)).collect(),
            span: node.span(),
        })
    }

    fn returns(&mut self, node: &Node<'_>) -> Option<ReturnsClause> {
        let (shape, schema) = match node.child(Rule::returned_list) {
            Some(list) => (ReturnShape::List, list.child(Rule::schema_reference)?),
            None => (ReturnShape::One, node.child(Rule::schema_reference)?),
        };
        let max = node.child(Rule::max);
        Some(ReturnsClause {
            schema: self.schema_reference(&schema)?,
            shape,
            max: max.and_then(|max| self.given(&max, Rule::size, Parser::size)),
            span: node.span(),
        })
    }
}

/// A clause that says on a route what a setting of the same key says in an api.
fn clause_setting(keyword: &Node<'_>, value: Value, span: Span) -> Setting {
    let Word { text, span: place } = word(keyword);
    let key = Key { text, form: KeyForm::Word, span: place };
    Setting { documentation: None, key, value, span }
}
