//! Every code that the compiler and the command line can answer with. A number is never used again for something else.
//!
//! Ranges: syntax 0001 to 0099, names and types 0100 to 0599, targets 0600 to 0699, command line and files 0900 to
//! 0999. Each code has a page, `docs/errors/CODE.md`, without which this does not compile, and a test that provokes it.

use super::Severity;

/// A code with its title and its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `GW` and four digits.
    pub id: &'static str,
    /// What it stands for, in a few words.
    pub title: &'static str,
    /// Its page in `docs/errors`: the title, and under headings why it is an error, what to avoid and what to prefer.
    pub page: &'static str,
}

impl Code {
    /// Why it is an error, as its page says.
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.part("Why")
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        if self.id == KEPT_ELSEWHERE.id { Severity::Note } else { Severity::Error }
    }

    /// What stands on its page under a heading; nothing where there is no such heading.
    fn part(&self, heading: &str) -> &'static str {
        let parts = self.page.split("\n## ");
        let found =
            parts.filter_map(|part| part.split_once('\n')).find(|(name, _)| *name == heading);
        found.map_or("", |(_, text)| text.trim())
    }
}

/// Declares the codes and [`ALL`] from one list.
macro_rules! codes {
    ($($name:ident = $id:literal $title:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code {
                id: $id,
                title: $title,
                // A link to `docs/errors` that the package has as a folder.
                page: include_str!(concat!("../../errors/", $id, ".md")),
            };
        )*

        /// Every code, in the order of their numbers.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    NOT_TEXT = "GW0001" "a file that is not text";
    TOO_LARGE = "GW0002" "a policy that is too large";
    TOO_DEEP = "GW0003" "nesting that is too deep";
    SYNTAX = "GW0004" "a text that is not of the language";
    UNCLOSED = "GW0005" "a string or bracket that is not closed";
    WRONG_LITERAL = "GW0006" "a literal that means nothing";
    REPEATED_PART = "GW0007" "a part of a declaration that is written twice";
    NO_POLICY_LINE = "GW0008" "a file that does not begin with its policy line";
    PARSER_FAULT = "GW0009" "a fault of the parser itself";
    USED_FILE = "GW0010" "a used file that cannot be read";
    USE_CYCLE = "GW0011" "files that use each other in a circle";
    USE_PATH = "GW0012" "a path that no file can be used by";
    USED_POLICY = "GW0013" "a used file with a policy line";
    FORMATTER_FAULT = "GW0014" "a fault of the formatter itself";
    DUPLICATE_DECLARATION = "GW0100" "a name that is declared twice";
    UNKNOWN_NAME = "GW0101" "a name that nothing declares";
    UNUSED_NAME = "GW0102" "a declaration that nothing uses";
    NAME_SPELLING = "GW0103" "a name in the wrong spelling";
    UNKNOWN_KEY = "GW0104" "a setting that does not exist here";
    DUPLICATE_KEY = "GW0105" "a setting that is written twice";
    MISSING_SETTING = "GW0106" "a setting that must be written";
    WRONG_VALUE = "GW0107" "a value of the wrong kind";
    NOT_SUPPORTED_YET = "GW0108" "a part of the language that is not built yet";
    DUPLICATE_ITEM = "GW0109" "an item that is listed twice";
    OUT_OF_RANGE = "GW0110" "a number outside of what is allowed";
    RESERVED_NAME = "GW0111" "a name that means something else";
    PRINCIPAL_FIELD = "GW0120" "a principal field that cannot stand";
    UNKNOWN_ALGORITHM = "GW0121" "a signature algorithm that does not exist";
    MIXED_ALGORITHMS = "GW0122" "a shared secret beside public keys";
    UNMAPPED_FIELD = "GW0123" "a required principal field that a scheme does not give";
    HEADER_NAME = "GW0124" "a name that no header can have";
    RESERVED_HEADER = "GW0125" "a header that has another meaning";
    SAME_CREDENTIAL = "GW0126" "two schemes of one route that cannot be told apart";
    CREDENTIAL_IN_QUERY = "GW0127" "a credential in a URL";
    REMOTE_URL = "GW0128" "an address that nothing can be fetched from";
    REMOTE_SECRET = "GW0129" "a shared secret that is fetched";
    COOKIE_NAME = "GW0130" "a name that no cookie can have";
    RECURSIVE_GROUP = "GW0140" "a group that holds itself";
    MIXED_GROUP = "GW0141" "a group of two kinds of items";
    GROUP_SIZE = "GW0142" "groups that grow too large";
    NO_VALUE = "GW0143" "a parameter without a value";
    PARAMETER_KIND = "GW0144" "a type that a parameter cannot have";
    ROLE_CYCLE = "GW0150" "a role that includes itself";
    TOO_MANY_ROLES = "GW0151" "too many roles";
    NO_ROLES = "GW0152" "roles where the principal has none";
    CERTIFICATE_NAME = "GW0160" "a certificate's name that cannot be mapped";
    ROLE_GIVEN_NOT_GRANTED = "GW0161" "a role that a scheme gives and does not grant";
    LONE_IDS = "GW0162" "shared ids that only one scheme has";
    NEEDLESS_OPTIONAL = "GW0163" "optional auth that no route needs";
    ARGUMENT_COUNT = "GW0200" "a condition called with the wrong number of values";
    TYPE_MISMATCH = "GW0201" "two types that cannot be compared";
    OPERATOR_TYPE = "GW0202" "an operator on a type that it is not for";
    RECURSIVE_CONDITION = "GW0203" "a condition that calls itself";
    NOT_A_CONDITION = "GW0204" "a value where a condition is needed";
    NOT_A_VALUE = "GW0205" "a condition where a value is needed";
    AMBIGUOUS_IDENTITY = "GW0206" "an id compared without its scheme";
    FIELD_NOT_GIVEN = "GW0207" "a principal field that a scheme of the route does not give";
    PRINCIPAL_OF_ANYONE = "GW0208" "a principal on a route for anyone";
    SCHEME_NOT_ON_ROUTE = "GW0209" "a scheme that the route does not accept";
    NEVER_TRUE = "GW0210" "a comparison that no request can meet";
    PARAMETER_TYPE = "GW0211" "a type that a condition cannot take";
    CONDITION_SIZE = "GW0212" "a condition that grows too large";
    SUM = "GW0213" "a sum of values that do not add";
    ALWAYS_MISSING = "GW0214" "a value that no request has";
    LIMIT_NUMBERS = "GW0250" "a limit with impossible numbers";
    LIMIT_KEY = "GW0251" "something that a limit cannot count by";
    LIMIT_ORDER = "GW0252" "limits asked in contradicting orders";
    UNKNOWN_COUNTRY = "GW0253" "a code that no country has";
    ALERT_KEY = "GW0254" "an alert that counts by what nobody knows";
    COUNTRY_UNKNOWN = "GW0255" "a country that nobody can tell";
    RECORDED_PRINCIPAL = "GW0256" "records of callers who have no id";
    RECURSIVE_SCHEMA = "GW0300" "a schema that contains itself";
    BOUNDS = "GW0301" "bounds that nothing can meet";
    DECIMAL_DIGITS = "GW0302" "a decimal with too many digits";
    PATTERN = "GW0303" "a pattern that does not compile";
    TYPE_SUFFIX = "GW0304" "a rule that this type does not have";
    QUERY_FIELD = "GW0305" "a field that a query cannot hold";
    PATH_PARAMETER = "GW0306" "a path parameter of a type that a path cannot hold";
    SCHEMA_DEPTH = "GW0307" "a schema deeper than any body may be";
    FIELD_CONFLICT = "GW0308" "two different fields of one name in a sum of schemas";
    UNNAMED_SCHEMA = "GW0309" "a derived schema that needs a name of its own";
    SCHEMA_SIZE = "GW0310" "derived schemas that grow too large";
    MASK = "GW0311" "a mask that hides nothing";
    UNION = "GW0312" "variants that cannot be told apart";
    UNION_FIELDS = "GW0313" "a choice of schemas where fields are needed";
    OPEN_SELECTION = "GW0314" "an open schema that would admit what it leaves out";
    PATTERN_SIZE = "GW0315" "patterns that grow too large";
    DECLARED_FIELD = "GW0316" "a field that no header or cookie can hold";
    FORM_FIELD = "GW0317" "a field that no form can hold";
    FILE_FIELD = "GW0318" "a file that no body can hold";
    BODILESS_METHOD = "GW0330" "fields of an answer that has no body";
    HEADER_CONFLICT = "GW0331" "a header of which two things are said";
    NEEDLESS_HEADER = "GW0332" "a header that stays as it is anyway";
    HEADER_VALUE = "GW0333" "a value that no header can have";
    PROBLEM_TYPE = "GW0334" "what no type of problems can begin with";
    HOST = "GW0350" "a host name that cannot stand";
    UPSTREAM_URL = "GW0352" "an upstream's address that cannot stand";
    LISTEN = "GW0353" "an address that nothing can listen on";
    MISSING_UPSTREAM = "GW0354" "a route that a gateway cannot forward";
    GAP_REASON = "GW0355" "a gap that is accepted without a reason";
    VERSION = "GW0356" "a version that is not three numbers";
    NETWORK_CONTRADICTION = "GW0357" "network rules that contradict each other";
    TIMEOUT_ORDER = "GW0358" "a timeout that is never reached";
    NO_ALLOW = "GW0400" "a route that nobody may call";
    OVERLAP = "GW0401" "two routes that match one request";
    PARAMETER_TYPES_DIFFER = "GW0402" "one path with two types of parameter";
    PATH_LENGTH = "GW0403" "a path with too many segments";
    BODY_METHOD = "GW0404" "a body on a method that has none";
    BODY_SIZE = "GW0405" "a body larger than its api allows";
    OPEN_ROUTE = "GW0406" "a route for anyone that does not say so";
    NEEDLESS_OVERRIDE = "GW0407" "an override of nothing";
    NO_AUTH = "GW0408" "a route that asks who is calling but has no scheme";
    UNREACHABLE_ALLOW = "GW0409" "a clause that changes nothing";
    ROLE_NOT_GRANTED = "GW0410" "a role that no scheme of the route grants";
    UNTAKEN_SETTING = "GW0411" "a setting that no route of its api takes over";
    STEP_UP_CONDITION = "GW0412" "a step-up that no client can act on";
    ACR_VALUE = "GW0413" "an authentication context that no challenge can carry";
    AUTH_NOT_PART = "GW0414" "a route's schemes that are no part of its api's";
    FORGED_REQUEST = "GW0415" "a request that any site can send in a caller's name";
    LIFETIME_ORDER = "GW0430" "a sunset before its deprecation";
    OUTLIVES_API = "GW0431" "a route that outlives its api";
    SUCCESSOR = "GW0432" "a successor that the policy does not have";
    ORIGIN = "GW0433" "an origin that no browser sends";
    CORS_CREDENTIALS = "GW0434" "credentials for pages that nobody vouches for";
    CORS_WILDCARD = "GW0435" "a wildcard where names have to stand";
    CORS_TWICE = "GW0436" "a cors beside its api's";
    NOTHING_FORWARDED = "GW0437" "a change of what no upstream gets";
    EMPTY_TEST = "GW0450" "a test or claim that shows nothing";
    UNKNOWN_STATUS = "GW0451" "an answer that no request gets";
    EMPTY_CLAIM = "GW0452" "a claim about no route";
    CHECKER_FAULT = "GW0599" "a fault of the checker itself";
    NOT_ENFORCED = "GW0600" "a rule that a target cannot enforce";
    NO_SUCH_GAP = "GW0601" "an accepted gap that does not exist";
    MISSING_KEYS = "GW0602" "a scheme whose keys were not given to the target";
    TARGET_FAULT = "GW0603" "a fault of the target itself";
    KEPT_ELSEWHERE = "GW0604" "a setting that the server in front has to keep";
    FILE_MISSING = "GW0900" "a file that does not exist";
    FILE_UNREADABLE = "GW0901" "a file that cannot be read";
    KEY_FILE = "GW0902" "a key file that is not as it must be";
    FOREIGN_FILES = "GW0903" "an output folder that holds somebody else's files";
    OUTPUT_UNWRITABLE = "GW0904" "an output folder that cannot be written";
    OUTPUT_STALE = "GW0905" "an output folder that is not up to date";
    TARGET_NOT_DECLARED = "GW0906" "a target that the policy does not declare";
    REQUEST_UNREADABLE = "GW0907" "a request that cannot be read";
    CALLER_UNKNOWN = "GW0908" "a caller that the policy cannot have";
    WRONG_CALL = "GW0909" "options that do not go together";
    POLICY_UNWRITABLE = "GW0910" "a policy that cannot be written";
    NOT_FORMATTED = "GW0911" "a policy that is not formatted";
    TEST_FAILED = "GW0912" "a test that fails";
    UNKNOWN_CODE = "GW0913" "a code that no error has";
    REPORT_UNWRITABLE = "GW0914" "a report that cannot be written";
    LOW_COVERAGE = "GW0915" "tests that see too little of a policy";
    UNNOTICED_CHANGE = "GW0916" "changes of a policy that no test notices";
}

/// The code with this id.
#[must_use]
pub fn find(id: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.id == id)
}

/// The code that is nearest to an unknown one, if any is near.
#[must_use]
pub fn similar(id: &str) -> Option<Code> {
    let number = |id: &str| id.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse();
    let wanted: u32 = number(id).ok()?;
    let distance = |code: &Code| {
        let found: u32 = number(code.id).unwrap_or_default();
        (strsim::osa_distance(code.id, id), found.abs_diff(wanted))
    };
    ALL.iter().copied().min_by_key(distance).filter(|code| distance(code).0 <= 2)
}
