// Conditions, in Kleene's logic: true, false, or null for unknown. A missing value is null too.
//
// A condition is a list of nodes, parts before the whole, so that no nesting can exhaust the stack.

import address from 'address.js';
import scalar from 'scalar.js';
import strings from 'text.js';
import time from 'time.js';

function evaluate(nodes, context) {
    const results = [];
    for (let i = 0; i < nodes.length; i++) {
        results.push(evaluateNode(nodes[i], results, context));
    }
    return results[nodes.length - 1];
}

function evaluateNode(node, results, context) {
    switch (node.op) {
    case 'and':
        return combine(node.parts, results, false);
    case 'or':
        return combine(node.parts, results, true);
    case 'not':
        return results[node.part] === null ? null : !results[node.part];
    case 'compare':
        return compare(node.operator, read(node.left, context), read(node.right, context), node.left.type);
    case 'in_list':
        return isInList(read(node.needle, context), node.list, node.needle.type);
    case 'in_field':
        return isInField(read(node.needle, context), field(context, node.field));
    case 'in_networks':
        return address.isIn(context.client, node.networks);
    case 'has':
        return hasRole(context.principal, node.heldBy);
    case 'within':
        return isWithin(read(node.time, context), node.seconds, context);
    case 'is_set':
        return read(node.operand, context) !== null;
    case 'starts_with':
        return both(read(node.subject, context), read(node.affix, context), (text, affix) => text.startsWith(affix));
    case 'ends_with':
        return both(read(node.subject, context), read(node.affix, context), (text, affix) => text.endsWith(affix));
    case 'matches':
        return both(read(node.subject, context), plan.patterns[node.pattern], (text, table) => scalar.matches(table, text));
    case 'scheme_is':
        return context.principal === null ? null : context.principal.scheme.name === node.scheme;
    }
    throw new Error('unknown condition: ' + node.op);
}

// `and` is decided by the first false, `or` by the first true; otherwise one unknown part leaves it unknown.
function combine(parts, results, decisive) {
    let combined = !decisive;
    for (let i = 0; i < parts.length; i++) {
        const part = results[parts[i]];
        if (part === decisive) {
            return decisive;
        }
        if (part === null) {
            combined = null;
        }
    }
    return combined;
}

function both(left, right, test) {
    return left === null || right === null ? null : test(left, right);
}

function isEqual(left, right, type) {
    return type === 'ip' ? address.isEqual(left, right) : left === right;
}

function compare(operator, left, right, type) {
    if (left === null || right === null) {
        return null;
    }
    switch (operator) {
    case 'equal':
        return isEqual(left, right, type);
    case 'not_equal':
        return !isEqual(left, right, type);
    case 'less':
        return left < right;
    case 'less_or_equal':
        return left <= right;
    case 'greater':
        return left > right;
    case 'greater_or_equal':
        return left >= right;
    }
    throw new Error('unknown operator: ' + operator);
}

function isInList(needle, list, type) {
    if (needle === null) {
        return null;
    }
    for (let i = 0; i < list.length; i++) {
        if (isEqual(needle, list[i], type)) {
            return true;
        }
    }
    return false;
}

function isInField(needle, list) {
    return needle === null || list === null ? null : Array.prototype.indexOf.call(list, needle) >= 0;
}

function isWithin(moment, seconds, context) {
    if (moment === null) {
        return null;
    }
    return moment <= context.now + context.principal.scheme.leeway && context.now - moment <= seconds;
}

// Never unknown: who has no roles has none of these.
function hasRole(principal, heldBy) {
    const roles = principal === null || plan.rolesField === null ? null : principal.fields['=' + plan.rolesField];
    if (roles === null || roles === undefined) {
        return false;
    }
    for (let i = 0; i < heldBy.length; i++) {
        if (Array.prototype.indexOf.call(roles, heldBy[i]) >= 0) {
            return true;
        }
    }
    return false;
}

function field(context, name) {
    const value = context.principal === null ? null : context.principal.fields['=' + name];
    return value === undefined ? null : value;
}

// An operand's value; null if it is missing.
function read(operand, context) {
    switch (operand.from) {
    case 'literal':
        return operand.value;
    case 'principal':
        return field(context, operand.name);
    case 'path':
        return convert(context.parameters['=' + operand.name], operand.type);
    case 'query':
        return convert(context.query['=' + operand.name], operand.type);
    case 'header':
        return header(context, operand.name);
    case 'client_ip':
        return context.client;
    case 'time':
        return context.now;
    case 'method':
        return context.request.method;
    }
    throw new Error('unknown operand: ' + operand.from);
}

// The value that a path or query parameter spells, already known to be of its type.
function convert(text, type) {
    if (text === undefined || text === null) {
        return null;
    }
    switch (type) {
    case 'text':
        return text;
    case 'uuid':
        return strings.lower(text);
    case 'int':
        return Number(text);
    case 'bool':
        return text === 'true';
    case 'time':
        return time.seconds(text);
    case 'ip':
        return address.parse(text);
    }
    throw new Error('unknown type: ' + type);
}

// A header's lines without outer spaces and tabs, joined with commas where several are not empty; missing when they are not
// UTF-8. What was not has become U+FFFD when it went through a buffer.
function header(context, name) {
    const lines = context.request.headers['=' + name];
    if (lines === undefined) {
        return null;
    }
    const texts = lines.map((line) => strings.trim(Buffer.from(line).toString()));
    const text = texts.filter((line) => line !== '').join(',');
    return text.indexOf('\ufffd') < 0 ? text : null;
}

export default { evaluate, hasRole };
