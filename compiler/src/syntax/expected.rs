//! What a reader would call the rules of the grammar.

use super::grammar::Rule;

/// What stands in "expected …" for a rule; `None` for rules that only look ahead, and for comments.
pub(super) fn symbol(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::EOI => "the end of the file",
        Rule::file | Rule::header | Rule::kw_policy => "`policy NAME VERSION`",
        Rule::fragment
        | Rule::declaration
        | Rule::use_file
        | Rule::kw_use
        | Rule::target
        | Rule::upstream
        | Rule::tls
        | Rule::network
        | Rule::group
        | Rule::policy_parameter
        | Rule::errors
        | Rule::log
        | Rule::alert
        | Rule::response_headers
        | Rule::principal
        | Rule::auth
        | Rule::role
        | Rule::condition
        | Rule::step_up
        | Rule::limit
        | Rule::cors
        | Rule::kw_cors
        | Rule::enumeration
        | Rule::schema
        | Rule::api
        | Rule::policy_setting
        | Rule::setting_ahead
        | Rule::kw_target
        | Rule::kw_upstream
        | Rule::kw_tls
        | Rule::kw_network
        | Rule::kw_group
        | Rule::kw_parameter
        | Rule::kw_principal
        | Rule::kw_auth
        | Rule::kw_role
        | Rule::kw_condition
        | Rule::kw_limit
        | Rule::kw_enum
        | Rule::kw_schema
        | Rule::kw_api
        | Rule::kw_errors
        | Rule::kw_log
        | Rule::kw_alert
        | Rule::test
        | Rule::never
        | Rule::kw_test
        | Rule::kw_never => "a declaration",
        Rule::test_case | Rule::kw_as => "`as CALLER`",
        Rule::case_time => "`at TIME`",
        Rule::case_address | Rule::kw_from => "`from ADDRESS`",
        Rule::kw_in => "`in COUNTRY`",
        Rule::exchange => "a request such as `GET /path -> 200`",
        Rule::request_target | Rule::plain_target => "a path that begins with `/`",
        Rule::request_headers | Rule::expected_headers | Rule::kw_headers => "`headers`",
        Rule::request_form | Rule::request_body | Rule::body_word => "`body`",
        Rule::form_word => "`form`",
        Rule::multipart_word => "`multipart`",
        Rule::file_type => "`file`",
        Rule::body_file | Rule::kw_file => "`file`",
        Rule::json => "JSON",
        Rule::times | Rule::kw_times => "`times`",
        Rule::upstream_answer | Rule::answer_word => "`upstream`",
        Rule::forwards | Rule::forwards_word => "`forwards`",
        Rule::absent => "`absent`",
        Rule::arrow => "`->`",
        Rule::expectation | Rule::status => "a status such as `403`",
        Rule::rule_name => "a rule such as `allow`",
        Rule::header_line | Rule::expected_line => "a header such as `\"x-region\": \"eu\"`",
        Rule::claim => "a method, `*`",
        Rule::any_method => "`*`",
        Rule::claim_path => "a path that begins with `/`",
        Rule::claim_segment => "`/`",
        Rule::any_segment => "`*`",
        Rule::any_segments => "`**`",
        Rule::kw_allowed => "`allowed`",
        Rule::without | Rule::kw_without => "`without`",
        Rule::claim_auth => "`auth`",
        Rule::claim_step_up | Rule::kw_step_up => "`step_up`",
        Rule::includes | Rule::kw_includes => "`includes`",
        Rule::kw_at => "`at`",
        Rule::kw_per => "`per`",
        Rule::burst | Rule::kw_burst => "`burst`",
        Rule::requests => "a whole number",
        Rule::window => "a duration such as `10s`",
        Rule::by | Rule::kw_by => "`by`",
        Rule::keys | Rule::kw_keys => "`keys`",
        Rule::shared | Rule::kw_shared => "`shared`",
        Rule::kw_local => "`local`",
        Rule::breaker | Rule::breaker_word => "`open`",
        Rule::open_time => "a duration such as `10s`",
        Rule::failures => "a whole number",
        Rule::kw_failures => "`failures`",
        Rule::kw_a => "`a`",
        Rule::kw_row => "`row`",
        Rule::kw_of => "`of`",
        Rule::refusals_with | Rule::kw_status => "`status`",
        Rule::refusals_by | Rule::kw_rule => "`rule`",
        Rule::kw_after => "`after`",
        Rule::kw_split => "`split`",
        Rule::kw_or => "`or`",
        Rule::kw_and => "`and`",
        Rule::kw_not => "`not`",
        Rule::presence | Rule::kw_is => "`is set`",
        Rule::kw_set => "`set`",
        Rule::pattern | Rule::kw_matches => "`matches`",
        Rule::raw => "`raw`",
        Rule::readonly => "`readonly`",
        Rule::kw_when => "`when`",
        Rule::max | Rule::kw_max => "`max SIZE`",
        Rule::allow
        | Rule::deny
        | Rule::require
        | Rule::step_up_clause
        | Rule::hide
        | Rule::auth_clause
        | Rule::auth_word
        | Rule::upstream_clause
        | Rule::upstream_word
        | Rule::query
        | Rule::declared
        | Rule::body
        | Rule::returns
        | Rule::route_limit
        | Rule::override_
        | Rule::to
        | Rule::kw_to
        | Rule::send
        | Rule::kw_send
        | Rule::drop
        | Rule::kw_drop
        | Rule::later_clause
        | Rule::later_clause_word
        | Rule::kw_allow
        | Rule::kw_deny
        | Rule::kw_require
        | Rule::kw_query
        | Rule::kw_declared
        | Rule::kw_body
        | Rule::kw_returns
        | Rule::kw_limit_clause
        | Rule::kw_override
        | Rule::route_cors
        | Rule::kw_cors_clause
        | Rule::deprecated
        | Rule::sunset
        | Rule::successor
        | Rule::kw_deprecated
        | Rule::kw_sunset
        | Rule::kw_successor => "a clause such as `allow`",
        Rule::lifetime => "`deprecated`, `sunset`, `successor`",
        Rule::moment => "a date such as `2027-01-01`",
        Rule::derived_path => "a path that begins with `/`",
        Rule::derived_segment => "`/`",
        Rule::derived_parameter => "`{name}`",
        Rule::colon => "`:`",
        Rule::equals => "`=`",
        Rule::comma => "`,`",
        Rule::dot => "`.`",
        Rule::open_brace
        | Rule::block
        | Rule::fields
        | Rule::files
        | Rule::caller_fields
        | Rule::header_lines
        | Rule::expected_lines => "`{`",
        Rule::close_brace => "`}`",
        Rule::open_bracket | Rule::names => "`[`",
        Rule::close_bracket => "`]`",
        Rule::open_parenthesis | Rule::arguments | Rule::parameters => "`(`",
        Rule::close_parenthesis => "`)`",
        Rule::question => "`?`",
        Rule::range => "`..`",
        Rule::bounds => "bounds such as `1..50`",
        Rule::bound => "a number",
        Rule::word | Rule::name | Rule::reference | Rule::parameter | Rule::caller => "a name",
        Rule::who => "a role, `authenticated` or `anyone`",
        Rule::setting | Rule::key => "a setting",
        Rule::field | Rule::file_field | Rule::caller_field => "a field",
        Rule::route | Rule::method => "a route",
        Rule::path => "a path that begins with `/`",
        Rule::segment => "`/`",
        Rule::segment_literal => "letters, digits, `-`, `.`, `_` or `~`",
        Rule::path_parameter => "`{name: type}`",
        Rule::path_end => "the end of the path",
        Rule::literal
        | Rule::assigned
        | Rule::given_phrase
        | Rule::address
        | Rule::time
        | Rule::date
        | Rule::decimal
        | Rule::integer
        | Rule::list
        | Rule::remote
        | Rule::split
        | Rule::phrase => "a value",
        Rule::text => "a string in double quotes",
        Rule::regex => "a pattern such as `r\"[A-Z]+\"`",
        Rule::version => "a version such as `1.0.0`",
        Rule::duration => "a duration such as `10s`",
        Rule::size => "a size such as `64KiB`",
        Rule::count => "a whole number",
        Rule::expression
        | Rule::conjunction
        | Rule::negation
        | Rule::relation
        | Rule::parenthesised
        | Rule::operand_list => "a condition",
        Rule::operator => "a comparison",
        Rule::type_expression
        | Rule::list_type
        | Rule::map_type
        | Rule::map_word
        | Rule::constant => "a type",
        Rule::sum_of_schemas
        | Rule::schema_reference
        | Rule::returned_list
        | Rule::partial
        | Rule::selection
        | Rule::one_of
        | Rule::kw_one_of
        | Rule::any_body
        | Rule::form_body
        | Rule::multipart_body => "a schema",
        Rule::plus => "`+`",
        Rule::file_documentation
        | Rule::file_line
        | Rule::documentation
        | Rule::documentation_line
        | Rule::how_often
        | Rule::open_word
        | Rule::api_rule
        | Rule::api_rule_word
        | Rule::declaration_ahead
        | Rule::skipped_word
        | Rule::skipped_mark
        | Rule::phrase_ahead
        | Rule::given_ahead
        | Rule::jwks_word
        | Rule::given
        | Rule::rate
        | Rule::rate_ahead
        | Rule::breaker_ahead
        | Rule::remote_ahead
        | Rule::split_ahead
        | Rule::sum
        | Rule::arithmetic
        | Rule::masked
        | Rule::masked_word
        | Rule::keep_word
        | Rule::clause_ahead
        | Rule::expected_ahead
        | Rule::json_block
        | Rule::no_exchanges
        | Rule::json_part
        | Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::gap
        | Rule::skipped
        | Rule::value
        | Rule::operand
        | Rule::type_suffix
        | Rule::clause
        | Rule::word_start
        | Rule::word_character
        | Rule::word_end
        | Rule::clause_end
        | Rule::escape
        | Rule::day
        | Rule::clock
        | Rule::digits
        | Rule::ipv4
        | Rule::ipv6 => return None,
    })
}

/// The word that a keyword's rule matches.
pub(super) fn keyword(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    let word = name.strip_prefix("kw_")?;
    Some(String::from(word.strip_suffix("_clause").unwrap_or(word)))
}
