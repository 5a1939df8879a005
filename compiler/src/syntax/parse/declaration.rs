//! Declarations.

use super::super::ast::{
    Alert, AlertEvent, Auth, ConditionDeclaration, ConditionParameter, Cors, Declaration,
    Enumeration, Errors, Group, Headers, Limit, Log, Network, Parameter, Principal, Rate, Role,
    Schema, SchemaContent, Shared, StepUp, Target, Tls, Upstream,
};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::later::Place;
use super::{Parser, word};

impl Parser {
    /// One `Rule::declaration`.
    pub(super) fn declaration(&mut self, node: &Node<'_>) -> Option<Declaration> {
        let kind = node.children().find(|child| child.rule() != Rule::documentation)?;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the grammar admits only these here; anything else is reported as a fault of the parser"
        )]
        match kind.rule() {
            Rule::policy_setting => {
                let setting = kind.child(Rule::setting)?;
                Some(Declaration::Setting(self.setting(&setting, Place::Policy)?))
            }
            Rule::target => Some(Declaration::Target(Target {
                documentation: self.documentation(node),
                kind: self.word(&kind)?,
                settings: self.settings(&kind, Place::Target),
                span: kind.span(),
            })),
            Rule::upstream => Some(Declaration::Upstream(Upstream {
                documentation: self.documentation(node),
                name: self.word(&kind)?,
                url: self.given(&kind, Rule::text, Parser::text)?,
                settings: self.settings(&kind, Place::Upstream),
                span: kind.span(),
            })),
            Rule::tls => Some(Declaration::Tls(Tls {
                documentation: self.documentation(node),
                name: self.word(&kind)?,
                settings: self.settings(&kind, Place::Nested),
                span: kind.span(),
            })),
            Rule::network => Some(Declaration::Network(Network {
                documentation: self.documentation(node),
                settings: self.settings(&kind, Place::Network),
                span: kind.span(),
            })),
            Rule::policy_parameter => Some(Declaration::Parameter(Box::new(Parameter {
                documentation: self.documentation(node),
                name: self.word(&kind)?,
                kind: self.type_expression(&kind.child(Rule::type_expression)?)?,
                default: match kind.child(Rule::equals) {
                    Some(_) => Some(self.value(&kind.children().last()?)?),
                    None => None,
                },
                span: kind.span(),
            }))),
            Rule::group => Some(Declaration::Group(Group {
                documentation: self.documentation(node),
                name: self.word(&kind)?,
                items: self.list(&kind.child(Rule::list)?)?,
                span: kind.span(),
            })),
            Rule::errors => Some(Declaration::Errors(Errors {
                documentation: self.documentation(node),
                settings: self.settings(&kind, Place::Errors),
                span: kind.span(),
            })),
            Rule::log => Some(Declaration::Log(Log {
                documentation: self.documentation(node),
                settings: self.settings(&kind, Place::Nested),
                span: kind.span(),
            })),
            Rule::alert => Some(Declaration::Alert(Box::new(self.alert(node, &kind)?))),
            Rule::response_headers => Some(Declaration::Headers(Headers {
                documentation: self.documentation(node),
                settings: self.settings(&kind, Place::Headers),
                span: kind.span(),
            })),
            Rule::principal => Some(Declaration::Principal(Principal {
                documentation: self.documentation(node),
                fields: self.fields(&kind.child(Rule::fields)?),
                span: kind.span(),
            })),
            Rule::auth => self.auth(node, &kind).map(Declaration::Auth),
            Rule::role => Some(Declaration::Role(Role {
                documentation: self.documentation(node),
                name: self.word(&kind)?,
                includes: kind.child(Rule::includes).map_or(Vec::new(), |list| self.words(&list)),
                span: kind.span(),
            })),
            Rule::condition => self.condition(node, &kind).map(Declaration::Condition),
            Rule::step_up => {
                let condition = self.expression(&kind.child(Rule::expression)?)?;
                Some(Declaration::StepUp(StepUp {
                    documentation: self.documentation(node),
                    name: self.word(&kind)?,
                    condition,
                    span: kind.span(),
                }))
            }
            Rule::limit => Some(Declaration::Limit(Box::new(self.limit(node, &kind)?))),
            Rule::cors => Some(Declaration::Cors(Cors {
                documentation: self.documentation(node),
                name: self.word(&kind)?,
                settings: self.settings(&kind, Place::Cors),
                span: kind.span(),
            })),
            Rule::enumeration => {
                let mut words = kind.all(Rule::word).map(|found| word(&found));
                Some(Declaration::Enumeration(Enumeration {
                    documentation: self.documentation(node),
                    name: words.next()?,
                    values: words.collect(),
                    span: kind.span(),
                }))
            }
            Rule::schema => self.schema(node, &kind).map(Declaration::Schema),
            Rule::api => self.api(node, &kind).map(Declaration::Api),
            Rule::test => self.test(node, &kind).map(Declaration::Test),
            Rule::never => self.never(node, &kind).map(Declaration::Never),
            _ => None,
        }
    }

    fn alert(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Alert> {
        let of = match (kind.child(Rule::refusals_with), kind.child(Rule::refusals_by)) {
            (Some(with), _) => {
                let status = with.child(Rule::status)?;
                AlertEvent::Status { code: status.text().parse().ok()?, span: status.span() }
            }
            (None, by) => AlertEvent::Rule(self.rule_text(&by?)?),
        };
        let keys = kind.child(Rule::keys);
        Some(Alert {
            documentation: self.documentation(node),
            name: self.word(kind)?,
            count: self.given(&kind.child(Rule::requests)?, Rule::count, Parser::count)?,
            of,
            window: self.given(&kind.child(Rule::window)?, Rule::duration, Parser::duration)?,
            by: self.dotted_name(&kind.child(Rule::by)?.child(Rule::name)?),
            keys: keys.and_then(|keys| self.given(&keys, Rule::count, Parser::count)),
            span: kind.span(),
        })
    }

    fn auth(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Auth> {
        let mut words = kind.all(Rule::word).map(|found| word(&found));
        let (name, scheme) = (words.next()?, words.next()?);
        Some(Auth {
            documentation: self.documentation(node),
            name,
            kind: scheme,
            settings: self.settings(kind, Place::Auth),
            span: kind.span(),
        })
    }

    fn condition(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<ConditionDeclaration> {
        let mut parameters = Vec::new();
        if let Some(list) = kind.child(Rule::parameters) {
            for parameter in list.all(Rule::parameter) {
                parameters.push(ConditionParameter {
                    name: self.word(&parameter)?,
                    value: self.type_expression(&parameter.child(Rule::type_expression)?)?,
                    span: parameter.span(),
                });
            }
        }
        let body = self.expression(&kind.child(Rule::expression)?)?;
        Some(ConditionDeclaration {
            documentation: self.documentation(node),
            name: self.word(kind)?,
            parameters,
            body,
            span: kind.span(),
        })
    }

    fn limit(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Limit> {
        Some(Limit {
            documentation: self.documentation(node),
            name: self.word(kind)?,
            rate: self.rate(kind)?,
            span: kind.span(),
        })
    }

    /// What `Rule::how_often` matched in a node.
    pub(super) fn rate(&mut self, node: &Node<'_>) -> Option<Rate> {
        let burst = node.child(Rule::burst);
        let keys = node.child(Rule::keys);
        let shared = node.child(Rule::shared).map(|shared| match shared.child(Rule::kw_local) {
            Some(_) => Shared::OrLocal,
            None => Shared::Only,
        });
        Some(Rate {
            requests: self.given(&node.child(Rule::requests)?, Rule::count, Parser::count)?,
            window: self.given(&node.child(Rule::window)?, Rule::duration, Parser::duration)?,
            burst: burst.and_then(|burst| self.given(&burst, Rule::count, Parser::count)),
            by: self.dotted_name(&node.child(Rule::by)?.child(Rule::name)?),
            keys: keys.and_then(|keys| self.given(&keys, Rule::count, Parser::count)),
            shared,
        })
    }

    fn schema(&mut self, node: &Node<'_>, kind: &Node<'_>) -> Option<Schema> {
        let content = match (kind.child(Rule::fields), kind.child(Rule::one_of)) {
            (Some(fields), _) => SchemaContent::Fields(self.fields(&fields)),
            (None, Some(one_of)) => SchemaContent::OneOf(self.one_of(&one_of)?),
            (None, None) => {
                SchemaContent::Sum(self.sum_of_schemas(&kind.child(Rule::sum_of_schemas)?)?)
            }
        };
        Some(Schema {
            documentation: self.documentation(node),
            name: self.word(kind)?,
            open: kind.child(Rule::open_word).map(|word| word.span()),
            content,
            span: kind.span(),
        })
    }
}
