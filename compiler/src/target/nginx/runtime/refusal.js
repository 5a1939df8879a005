// Refusals: what a check gives back when it says no, and the one table of statuses and titles.

const TITLES = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    405: 'Method Not Allowed',
    413: 'Content Too Large',
    414: 'URI Too Long',
    415: 'Unsupported Media Type',
    421: 'Misdirected Request',
    422: 'Unprocessable Content',
    429: 'Too Many Requests',
    431: 'Request Header Fields Too Large',
    500: 'Internal Server Error',
    502: 'Bad Gateway',
    504: 'Gateway Timeout'
};

function make(status, rule) {
    return { status: status, rule: rule, allow: '', challenge: '', retryAfter: '', accept: '' };
}

// The problem document (RFC 9457). With `detail: full` it names the rule.
function document(status, rule) {
    const title = TITLES[status];
    if (title === undefined) {
        throw new Error('no such refusal: ' + status);
    }
    const problem = { type: 'about:blank', title: title, status: status };
    if (plan.detail === 'full') {
        problem.rule = rule;
    }
    return JSON.stringify(problem);
}

// Writes the refusal into the variables that the error location prints.
function record(r, refusal) {
    r.variables.gw_problem = document(refusal.status, refusal.rule);
    r.variables.gw_rule = refusal.rule;
    r.variables.gw_allow = refusal.allow;
    r.variables.gw_challenge = refusal.challenge;
    r.variables.gw_retry_after = refusal.retryAfter;
    r.variables.gw_accept = refusal.accept;
    // Last: a status means that the rest is complete.
    r.variables.gw_status = String(refusal.status);
}

export default { make, record };
