// Host, template, parameter types and method. Templates are one tree in plan.tree: node 0 is the root, each node has
// `literals` ('=' + segment -> node), `parameter` (node or -1) and `methods` (method -> route), or null.

import path from 'path.js';
import refusal from 'refusal.js';
import scalar from 'scalar.js';
import strings from 'text.js';

// Gives { route, parameters } or { refusal }.
function find(method, host, segments) {
    if (plan.hosts.length > 0 && !isServed(host)) {
        return { refusal: refusal.make(421, 'host') };
    }
    const node = match(segments);
    if (node === null) {
        return { refusal: refusal.make(404, 'route') };
    }
    // Routes of one shape have the same parameter types: any of them can judge the values.
    if (read(plan.routes[node.methods.any], segments) === null) {
        return { refusal: refusal.make(404, 'route') };
    }
    const index = node.methods['=' + method];
    if (index === undefined) {
        const refused = refusal.make(405, 'method');
        refused.allow = node.methods.allow;
        return { refusal: refused };
    }
    const route = plan.routes[index];
    return { route: route, parameters: read(route, segments) };
}

// In lower case, one `:port` cut off.
function isServed(host) {
    const name = strings.lower(withoutPort(strings.trim(host)));
    for (let i = 0; i < plan.hosts.length; i++) {
        if (plan.hosts[i] === name) {
            return true;
        }
    }
    return false;
}

function withoutPort(host) {
    const colon = host.lastIndexOf(':');
    if (colon < 0) {
        return host;
    }
    for (let i = colon + 1; i < host.length; i++) {
        const code = host.charCodeAt(i);
        if (code < 0x30 || code > 0x39) {
            return host;
        }
    }
    return colon + 1 === host.length ? host : host.slice(0, colon);
}

// Depth first, the literal before the parameter: the first leaf found is the template with a literal at the first
// difference. Each node of the tree is visited at most once.
function match(segments) {
    const nodes = [0];
    const depths = [0];
    while (nodes.length > 0) {
        const node = plan.tree[nodes.pop()];
        const depth = depths.pop();
        if (depth === segments.length) {
            if (node.methods !== null) {
                return node;
            }
            continue;
        }
        const segment = segments[depth];
        if (node.parameter >= 0 && segment !== '') {
            nodes.push(node.parameter);
            depths.push(depth + 1);
        }
        const literal = node.literals['=' + segment];
        if (literal !== undefined) {
            nodes.push(literal);
            depths.push(depth + 1);
        }
    }
    return null;
}

// The decoded parameters, keyed by '=' + name; null if one is not of its type.
function read(route, segments) {
    const values = {};
    for (let i = 0; i < route.parameters.length; i++) {
        const parameter = route.parameters[i];
        const value = path.decode(segments[parameter.segment]);
        if (value === null || !scalar.isText(plan.types[parameter.type], value)) {
            return null;
        }
        values['=' + parameter.name] = value;
    }
    return values;
}

export default { find, isServed };
